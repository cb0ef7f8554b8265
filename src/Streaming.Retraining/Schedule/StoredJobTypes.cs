using Hangfire.Common;

namespace Streaming.Retraining.Schedule;

/// <summary>
/// The types of stored jobs by name. The job database keeps the names that they had when the job was queued, so a job outlives the version
/// that queued it: the project was once called Streaming.Trainer.
/// </summary>
internal static class StoredJobTypes
{
    private const string FormerProject = "Streaming.Trainer";
    private const string Project = "Streaming.Retraining";

    /// <summary>Makes the library find them; once for the process.</summary>
    public static void Use() => TypeHelper.CurrentTypeResolver = Resolve;

    /// <param name="name">Type and assembly, as stored.</param>
    /// <exception cref="TypeLoadException">No version had such a job.</exception>
    public static Type Resolve(string name) =>
        TypeHelper.DefaultTypeResolver(
            name.StartsWith(FormerProject + ".", StringComparison.Ordinal)
                ? name.Replace(FormerProject, Project, StringComparison.Ordinal)
                : name
        );
}
