using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Queries.Models;

/// <summary>Two versions side by side, on the same orders where one run measured both.</summary>
/// <param name="Run">That run; null when no run did.</param>
/// <param name="FirstFigures">Of the first version, in that run or else in its own.</param>
/// <param name="SecondFigures">Of the second.</param>
/// <param name="Gains">What the second gains over the first, with the paired interval, by metric; empty where nobody measured it.</param>
public sealed record ModelComparison(
    RunHistory? Run,
    IReadOnlyDictionary<string, Figure>? FirstFigures,
    IReadOnlyDictionary<string, Figure>? SecondFigures,
    IReadOnlyDictionary<string, Figure> Gains
)
{
    private const string Evaluation = "06-evaluation";
    private const string Champion = "champion";
    private const string Best = "best_served";

    private static readonly Dictionary<string, Figure> None = [];

    public static ModelComparison Of(ModelFacts first, ModelFacts second)
    {
        if (Beside(second, first) is { } measured)
            return measured;
        if (Beside(first, second) is { } other)
            return new ModelComparison(
                other.Run,
                other.SecondFigures,
                other.FirstFigures,
                other.Gains.ToDictionary(gain => gain.Key, gain => Turned(gain.Value))
            );
        var same = first.Run is { } run && run.RunId == second.Run?.RunId ? run : null;
        return new ModelComparison(same, first.Measured?.Metrics, second.Measured?.Metrics, None);
    }

    /// <summary>By the run of the one, which measured the model in service, and the best that ever served, on its own test slice.</summary>
    private static ModelComparison? Beside(ModelFacts candidate, ModelFacts other)
    {
        if (candidate.Run is not { } run || candidate.Measured is not { } measured || run.Stage(Evaluation) is not { } stage)
            return null;
        foreach (var (name, setting) in new[] { (Champion, "setting champion"), (Best, "setting best_served") })
        {
            if (stage.Inputs.GetValueOrDefault(setting)?.Trim('"') != other.Version.Sha256)
                continue;
            if (run.Candidates.FirstOrDefault(row => row.Candidate == name && row.Role != "candidate") is not { Metrics.Count: > 0 } row)
                continue;
            var ending = $"_gain_over_{name}";
            var gains = measured
                .Metrics.Where(metric => metric.Key.EndsWith(ending, StringComparison.Ordinal))
                .ToDictionary(metric => metric.Key[..^ending.Length], metric => metric.Value);
            return new ModelComparison(run, row.Metrics, measured.Metrics, gains);
        }

        return null;
    }

    private static Figure Turned(Figure gain) => new(-gain.Value, -gain.High, -gain.Low);
}
