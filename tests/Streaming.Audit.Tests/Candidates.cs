using System.Text;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Tests;

/// <summary>Candidates whose artifacts are a few bytes; different versions have different artifacts.</summary>
internal static class Candidates
{
    public const string Name = "satisfaction";

    public static byte[] Artifact(string version, string name = Name) => Encoding.UTF8.GetBytes($"artifact {name} {version}");

    public static ModelCandidate Of(string version, string name = Name) =>
        new()
        {
            Name = name,
            Version = version,
            Sha256 = ArtifactHash.Of(Artifact(version, name)),
            Lineage = """{"trainer":"trees","rows":1000}""",
        };

    /// <summary>Stores the artifact and promotes it, as the command does; a gate that rejected it is overridden.</summary>
    public static async Task<Contracts.Events.ModelPromoted> PromoteAsync(
        this AuditStore store,
        string version,
        string why = "better",
        string name = Name
    )
    {
        await store.Artifacts.PutAsync(Artifact(version, name));
        var rejections =
            (await store.Models.FindAsync(name))?.Rejections.Where(rejection => rejection.Version == version && rejection.Gate.Length > 0)
            ?? [];
        GateResult[] failed =
        [
            .. rejections.Select(rejection => new GateResult(rejection.Gate, false, rejection.Value, rejection.Limit, rejection.Why)),
        ];
        return failed.Length == 0
            ? await store.Models.PromoteAsync(Of(version, name), "ana", why)
            : await store.Models.PromoteDespiteGatesAsync(Of(version, name), "ana", why, failed);
    }
}
