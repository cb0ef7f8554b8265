using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Contracts.Gates;
using Streaming.Models.Artifacts;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Stages.Decision;

/// <summary>What a run wants done with its best candidate: artefact <c>decision.json</c> of stage 07.</summary>
/// <param name="Outcome"><see cref="Promote"/>, <see cref="Propose"/> or <see cref="Keep"/>.</param>
/// <param name="ModelName">The model.</param>
/// <param name="Candidate">Its name in the run; empty when no candidate can serve.</param>
/// <param name="Version">Version that its artifact bears.</param>
/// <param name="Sha256">Of the artifact; the artefact store has it.</param>
/// <param name="Lineage">What it was made from, a JSON object.</param>
/// <param name="ComparedWith">SHA-256 of the champion that it was compared with; empty when none served.</param>
/// <param name="Gates">All of the candidate's gates.</param>
/// <param name="GoldenRows">How many golden rows of its artifact were scored again and came out as recorded.</param>
/// <param name="Why">The gate or the policy that decided, in words.</param>
/// <param name="Best">SHA-256 of the best that ever served, once this candidate has, as the run measured; null where it measured
/// nothing.</param>
/// <param name="LatencyLimitMicroseconds">Most for one order when it is promoted; null for no limit.</param>
public sealed record RunDecision(
    string Outcome,
    string ModelName,
    string Candidate,
    string Version,
    string Sha256,
    string Lineage,
    string ComparedWith,
    IReadOnlyList<GateResult> Gates,
    int GoldenRows,
    string Why,
    string? Best = null,
    double? LatencyLimitMicroseconds = null
)
{
    /// <summary>All gates passed, and the policy lets a run promote.</summary>
    public const string Promote = "promote";

    /// <summary>A person decides.</summary>
    public const string Propose = "propose";

    /// <summary>The champion stays.</summary>
    public const string Keep = "keep";

    /// <summary>Name of the artefact.</summary>
    public const string FileName = "decision.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="InvalidDataException">Not a decision.</exception>
    public static RunDecision Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RunDecision>(bytes, Json) ?? throw new InvalidDataException($"{FileName} holds no decision");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{FileName} cannot be read: {broken.Message}", broken);
        }
    }
}
