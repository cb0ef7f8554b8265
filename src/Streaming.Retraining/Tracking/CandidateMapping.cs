using System.Globalization;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking;

/// <summary>The leaderboard of a run as nested runs. Pure.</summary>
internal static class CandidateMapping
{
    public const string Candidate = "candidate";

    public static IReadOnlyList<TrackedChild> Of(RunHistory run) => [.. run.Candidates.Select(Child)];

    public static string Key(RunCandidate candidate) => $"{candidate.Role}/{candidate.Candidate}";

    /// <summary>Each figure, and beside it the ends of its interval as <c>_low</c> and <c>_high</c> where it has one.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Metrics(RunCandidate candidate)
    {
        foreach (var (name, figure) in candidate.Metrics)
        {
            yield return new(name, figure.Value);
            if (figure.Low is { } low)
                yield return new(name + "_low", low);
            if (figure.High is { } high)
                yield return new(name + "_high", high);
        }
    }

    private static TrackedChild Child(RunCandidate candidate)
    {
        Dictionary<string, string> tags = new() { ["role"] = candidate.Role };
        Dictionary<string, string> parameters = new(JsonParameters.Flatten(candidate.Parameters).DistinctBy(parameter => parameter.Key));
        Dictionary<string, double?> metrics = new(Metrics(candidate).DistinctBy(metric => metric.Key));
        if (candidate.Family.Length > 0)
        {
            parameters["family"] = candidate.Family;
            parameters["seed"] = candidate.Seed.ToString(CultureInfo.InvariantCulture);
            metrics["fit.seconds"] = candidate.Seconds;
        }

        if (candidate.LeftOut.Length > 0)
            tags["left_out"] = candidate.LeftOut;
        if (candidate.Artifact.Length > 0)
            tags[TrackingKeys.Sha256] = candidate.Artifact;
        foreach (var gate in candidate.Gates)
        {
            tags[$"gate.{gate.Gate}"] = $"{(gate.Passed ? "passed" : gate.Waiting ? "waits" : "failed")}: {gate.Rule}";
            metrics[$"gate.{gate.Gate}.value"] = gate.Value;
            metrics[$"gate.{gate.Gate}.limit"] = gate.Limit;
        }

        return new TrackedChild(
            Key(candidate),
            candidate.Candidate,
            candidate.LeftOut.Length > 0 ? "FAILED" : "FINISHED",
            candidate.Seconds,
            new TrackedFigures(tags, parameters, metrics),
            candidate.Artifact
        );
    }
}
