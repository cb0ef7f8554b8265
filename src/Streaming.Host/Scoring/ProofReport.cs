using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Replays.Proofs;

namespace Streaming.Host.Scoring;

/// <summary>The result of <c>prove</c> for people and for programs. Names orders, never customers.</summary>
/// <param name="proofs">One per decision.</param>
/// <param name="deep">Whether the vectors were computed from the events.</param>
/// <param name="unreadable">Records that were found and are no decisions: nothing was shown about them.</param>
internal sealed class ProofReport(IReadOnlyList<DecisionProof> proofs, bool deep, long unreadable = 0)
{
    private const int ShownHashDigits = 12;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public int ExitCode =>
        Count(ProofEnd.Different) > 0 ? ExitCodes.Failed
        : Count(ProofEnd.Unprovable) + unreadable > 0 ? ExitCodes.Unprovable
        : ExitCodes.Ok;

    public void Write(TextWriter output)
    {
        foreach (var proof in proofs)
        {
            var (score, at) = (proof.Decision.Score, proof.Decision.Position);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"order {score.OrderId} version {score.Version}, {score.ModelName} "
                        + $"{score.ModelSha256[..Math.Min(ShownHashDigits, score.ModelSha256.Length)]} by decision "
                        + $"{score.DecisionNumber}, {at.Topic} partition {at.Partition.Value} offset {at.Offset.Value}: "
                        + $"{Verdict(proof)}"
                )
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{proofs.Count:N0} decisions: {Count(ProofEnd.Equal):N0} equal, {Count(ProofEnd.Different):N0} different, "
                    + $"{Count(ProofEnd.Unprovable):N0} not "
                    + $"provable{(unreadable > 0 ? $"; {unreadable} records are no decisions" : "")}"
            )
        );
    }

    public string ToJson() =>
        new JsonObject
        {
            ["deep"] = deep,
            ["equal"] = Count(ProofEnd.Equal),
            ["different"] = Count(ProofEnd.Different),
            ["unprovable"] = Count(ProofEnd.Unprovable),
            ["unreadable"] = unreadable,
            ["decisions"] = new JsonArray([.. proofs.Select(ToJson)]),
        }.ToJsonString(Indented);

    private int Count(ProofEnd end) => proofs.Count(proof => proof.End == end);

    private string Verdict(DecisionProof proof) =>
        proof.End switch
        {
            ProofEnd.Equal => deep ? "equal, from the events" : "equal, from the stored vector",
            ProofEnd.Different => $"DIFFERENT: {proof.First!.Name} is {Shown(proof.First.Stored, proof.First.StoredBits)}, recomputed "
                + $"{Shown(proof.First.Recomputed, proof.First.RecomputedBits)}",
            _ => $"cannot be proved: {proof.Why}",
        };

    private static string Shown(string value, string? bits) => bits is null ? $"'{value}'" : $"{value} (bits {bits})";

    private static JsonObject ToJson(DecisionProof proof)
    {
        var (score, at) = (proof.Decision.Score, proof.Decision.Position);
        var written = new JsonObject
        {
            ["order_id"] = score.OrderId,
            ["version"] = score.Version,
            ["topic"] = at.Topic,
            ["partition"] = at.Partition.Value,
            ["offset"] = at.Offset.Value,
            ["model_sha256"] = score.ModelSha256,
            ["decision_number"] = score.DecisionNumber,
            ["result"] = proof.End switch
            {
                ProofEnd.Equal => "equal",
                ProofEnd.Different => "different",
                _ => "unprovable",
            },
        };
        if (proof.Why is { } why)
            written["why"] = why;
        if (proof.First is not { } first)
            return written;
        written["difference"] = new JsonObject
        {
            ["name"] = first.Name,
            ["stored"] = first.Stored,
            ["recomputed"] = first.Recomputed,
            ["stored_bits"] = first.StoredBits,
            ["recomputed_bits"] = first.RecomputedBits,
        };
        return written;
    }
}
