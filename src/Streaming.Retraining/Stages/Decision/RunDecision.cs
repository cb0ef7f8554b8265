using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Contracts.Gates;
using Streaming.Models.Artifacts;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Stages.Decision;

/// <summary>What a run wants done with its best candidate: artifact <c>decision.json</c> of stage 07.</summary>
public sealed record RunDecision
{
    /// <summary><see cref="Promote"/>, <see cref="Propose"/> or <see cref="Keep"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The model.</summary>
    public required string ModelName { get; init; }

    /// <summary>Its name in the run; empty when no candidate can serve.</summary>
    public required string Candidate { get; init; }

    /// <summary>Version that its artifact bears.</summary>
    public required string Version { get; init; }

    /// <summary>Of the artifact; the artifact store has it.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it was made from, a JSON object.</summary>
    public required string Lineage { get; init; }

    /// <summary>SHA-256 of the champion that it was compared with; empty when none served.</summary>
    public required string ComparedWith { get; init; }

    /// <summary>All of the candidate's gates.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>How many golden rows of its artifact were scored again and came out as recorded.</summary>
    public int GoldenRows { get; init; }

    /// <summary>The gate or the policy that decided, in words.</summary>
    public required string Why { get; init; }

    /// <summary>SHA-256 of the best that ever served, once this candidate has, as the run measured; null where it measured
    /// nothing.</summary>
    public string? Best { get; init; }

    /// <summary>Most for one order when it is promoted; null for no limit.</summary>
    public double? LatencyLimitMicroseconds { get; init; }

    /// <summary>All gates passed, and the policy lets a run promote.</summary>
    public const string Promote = "promote";

    /// <summary>A person decides.</summary>
    public const string Propose = "propose";

    /// <summary>The champion stays.</summary>
    public const string Keep = "keep";

    /// <summary>Name of the artifact.</summary>
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
