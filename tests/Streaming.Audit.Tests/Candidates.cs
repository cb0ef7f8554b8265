using System.Text;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;

namespace Streaming.Audit.Tests;

/// <summary>Candidates whose artifacts are a few bytes; different versions have different artifacts.</summary>
internal static class Candidates
{
    public const string Name = "satisfaction";

    public static byte[] Artifact(string version, string name = Name) => Encoding.UTF8.GetBytes($"artifact {name} {version}");

    public static ModelCandidate Of(string version, string name = Name) => new()
    {
        Name = name,
        Version = version,
        Sha256 = ArtifactHash.Of(Artifact(version, name)),
        Lineage = """{"trainer":"trees","rows":1000}""",
    };

    /// <summary>Stores the artifact and promotes it, as the command does.</summary>
    public static async Task<Contracts.Events.ModelPromoted> PromoteAsync(this AuditStore store, string version, string why = "better", string name = Name)
    {
        await store.Artifacts.PutAsync(Artifact(version, name));
        return await store.Models.PromoteAsync(Of(version, name), "ana", why);
    }
}
