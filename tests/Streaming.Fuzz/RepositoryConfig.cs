using Streaming.Testing;

namespace Streaming.Fuzz;

/// <summary>The settings that the program is shipped with.</summary>
internal static class RepositoryConfig
{
    public static string Folder => Path.Combine(RepositoryRoot.Find(), "ops", "config");
}
