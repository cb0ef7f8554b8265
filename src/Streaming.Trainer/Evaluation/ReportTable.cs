using System.Globalization;

namespace Streaming.Trainer.Evaluation;

/// <summary>The report as rows of text, for a console.</summary>
public static class ReportTable
{
    public static readonly IReadOnlyList<string> Columns = ["", "all", "open"];

    /// <summary>One row per figure: its name, the value for all delivered orders and the one for open orders; intervals are 95 %.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(EvaluationReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        void Add(string name, Func<PopulationReport, string> of) => rows.Add([name, of(report.All), of(report.Open)]);
        Add("orders", one => one.N.ToString(CultureInfo.InvariantCulture));
        Add("unsatisfied", one => Percent(one.UnsatisfiedShare));
        Add("ROC-AUC", one => Figure(one.RocAuc) + Between(one.RocAucInterval));
        Add("PR-AUC of unsatisfied", one => Figure(one.PrAuc) + Between(one.PrAucInterval));
        Add("log-loss", one => Figure(one.LogLoss));
        Add("Brier", one => Figure(one.Brier));
        Add("calibration error", one => Figure(one.Ece) + Between(one.EceInterval));
        Add("unsatisfied in riskiest tenth", one => Percent(one.TopDecileRecall));
        Add("GREEN, unsatisfied in it", one => Tier(one.Green));
        Add("YELLOW, unsatisfied in it", one => Tier(one.Yellow));
        Add("RED, unsatisfied in it", one => Tier(one.Red));
        foreach (var baseline in report.Baselines)
        {
            void Gain(string figure, Func<ComparisonReport, string> of) => rows.Add([$"{baseline.Name}: {figure}", of(baseline.All), of(baseline.Open)]);
            Gain("ROC-AUC", one => Figure(one.RocAuc));
            Gain("PR-AUC", one => Figure(one.PrAuc));
            Gain("model's gain in ROC-AUC", one => Figure(one.RocAucGain) + Between(one.RocAucGainInterval));
            Gain("model's gain in PR-AUC", one => Figure(one.PrAucGain) + Between(one.PrAucGainInterval));
        }

        foreach (var rule in report.Rules)
            rows.Add([$"late by more than {rule.LateByMoreThanDays} days: flagged, right, model right", Flags(rule.All), Flags(rule.Open)]);
        return rows;
    }

    private static string Tier(TierReport tier) => $"{tier.N.ToString(CultureInfo.InvariantCulture)}, {Percent(tier.UnsatisfiedShare)}";

    private static string Flags(FlagReport flags) => $"{flags.Flagged.ToString(CultureInfo.InvariantCulture)}, {Percent(flags.Precision)}, {Percent(flags.ModelPrecision)}";

    private static string Figure(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double? share) => share is { } known ? (known * 100).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Between(Interval? interval) => interval is null ? "" : $" ({Figure(interval.Low)} to {Figure(interval.High)})";
}
