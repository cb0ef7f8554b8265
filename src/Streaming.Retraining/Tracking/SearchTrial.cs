using System.Text.Json;

namespace Streaming.Retraining.Tracking;

/// <summary>One setting that a search tried.</summary>
/// <param name="Candidate">The candidate that was searched for.</param>
/// <param name="Trial">0, 1, 2, … within the candidate.</param>
/// <param name="Parameters">The setting, a JSON object.</param>
/// <param name="Metrics">What it reached on the inner split; null where undefined.</param>
/// <param name="Taken">It became the candidate.</param>
public sealed record SearchTrial(
    string Candidate,
    int Trial,
    JsonElement Parameters,
    IReadOnlyDictionary<string, double?> Metrics,
    bool Taken
);

/// <summary>The artifact <c>trials.json</c> of the training stage: a JSON list of <see cref="SearchTrial"/>. Where a run has it, the trials
/// become nested runs too.</summary>
public static class TrialFile
{
    public const string Name = "trials.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file's bytes; the same for the same trials.</summary>
    public static byte[] Write(IReadOnlyList<SearchTrial> trials) => JsonSerializer.SerializeToUtf8Bytes(trials, Json);

    /// <exception cref="JsonException">The bytes are no such list.</exception>
    public static IReadOnlyList<SearchTrial> Read(ReadOnlySpan<byte> bytes)
    {
        var trials =
            JsonSerializer.Deserialize<List<SearchTrial?>>(bytes, Json) ?? throw new JsonException("null where a list of trials belongs");
        return
        [
            .. trials.Select(trial =>
                trial is { Candidate: not null, Metrics: not null }
                    ? trial
                    : throw new JsonException("a trial without candidate or metrics")
            ),
        ];
    }
}
