using Streaming.Retraining.Runs.Children;

namespace Streaming.Retraining.Runs;

/// <summary>A process that starts runs or works on them, as their events name it.</summary>
/// <param name="Node">Its name; its own among all processes that share the database.</param>
/// <param name="CodeVersion">Version of its program.</param>
public sealed record ProcessIdentity(string Node, string CodeVersion);

/// <summary>How one process works on runs.</summary>
public sealed record TrainerSettings
{
    /// <summary>This process.</summary>
    public required ProcessIdentity Process { get; init; }

    /// <summary>Folder for the files of the stages under way; made when missing. What a killed process left is removed by the next stage of
    /// its run.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>How fitting stages are started.</summary>
    public required ChildProgram Child { get; init; }

    internal string Node => Process.Node;
}
