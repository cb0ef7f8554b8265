using Streaming.Contracts.Gates;

namespace Streaming.Training.Evaluation;

/// <summary>A report's figures under the names that the run's events and the gates use: population, dot, metric.</summary>
internal static class MetricNames
{
    public static IReadOnlyDictionary<string, Figure> Of(ModelReport model)
    {
        var metrics = new SortedDictionary<string, Figure>(StringComparer.Ordinal);
        Add(metrics, "all", model.All);
        Add(metrics, "open", model.Open);
        foreach (var (other, gain) in model.Gains)
        foreach (var (name, figure) in Gains(gain))
            metrics[$"{name}_gain_over_{other}"] = figure;
        return metrics;
    }

    /// <summary>The gains over every other by that other's name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figure>> GainsOf(ModelReport model) =>
        model.Gains.ToDictionary(one => one.Key, one => (IReadOnlyDictionary<string, Figure>)Gains(one.Value), StringComparer.Ordinal);

    private static Dictionary<string, Figure> Gains(GainReport gain) =>
        new(StringComparer.Ordinal)
        {
            ["all.roc_auc"] = ToFigure(gain.AllRocAuc.Value, gain.AllRocAuc.Interval),
            ["all.pr_auc"] = ToFigure(gain.AllPrAuc.Value, gain.AllPrAuc.Interval),
            ["open.roc_auc"] = ToFigure(gain.OpenRocAuc.Value, gain.OpenRocAuc.Interval),
            ["open.pr_auc"] = ToFigure(gain.OpenPrAuc.Value, gain.OpenPrAuc.Interval),
        };

    private static void Add(SortedDictionary<string, Figure> metrics, string population, PopulationReport report)
    {
        void Put(string name, double? value, Interval? interval = null) => metrics[$"{population}.{name}"] = ToFigure(value, interval);
        Put("n", report.N);
        Put("label_coverage", report.Delivered > 0 ? (double)report.N / report.Delivered : null);
        Put("weeks", report.Weeks);
        Put("unsatisfied_share", report.UnsatisfiedShare);
        Put("roc_auc", report.RocAuc, report.RocAucInterval);
        Put("pr_auc", report.PrAuc, report.PrAucInterval);
        Put("top_decile_recall", report.TopDecileRecall);
        if (report.Red is not { } red || report.Yellow is not { } yellow || report.Green is not { } green)
            return;
        Put("log_loss", report.LogLoss);
        Put("brier", report.Brier);
        Put("ece", report.Ece, report.EceInterval);
        Put("mean_probability", report.MeanProbability);
        Put("red_n", red.N);
        Put("red_precision", red.UnsatisfiedShare);
        Put("red_unsatisfied", Unsatisfied(red));
        Put("alerted_n", red.N + yellow.N);
        Put("alerted_unsatisfied", Unsatisfied(red) + Unsatisfied(yellow));
        foreach (var (name, tier) in new[] { ("green", green), ("yellow", yellow), ("red", red) })
            Put($"{name}_share", report.N > 0 ? (double)tier.N / report.N : null);
        Put("weighted_score", report.WeightedScore);
        Put("weighted_score_of_flagging_all", report.WeightedScoreOfFlaggingAll);
    }

    private static double Unsatisfied(TierReport tier) => Math.Round(tier.N * (tier.UnsatisfiedShare ?? 0));

    private static Figure ToFigure(double? value, Interval? interval) => new(value, interval?.Low, interval?.High);
}
