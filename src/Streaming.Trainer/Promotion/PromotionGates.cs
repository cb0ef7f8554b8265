using System.Globalization;
using Streaming.Audit.Runs;

namespace Streaming.Trainer.Promotion;

/// <summary>Measurements in, gates and a decision out. Pure: knows no files, no clock and no other run.</summary>
public static class PromotionGates
{
    private const string Champion = "champion";
    private static readonly string[] Populations = ["open", "all"];
    private static readonly string[] Tiers = ["green", "yellow", "red"];

    /// <param name="candidates">Those that have an artifact.</param>
    /// <param name="champion">Who serves now, measured on the same orders; null when nobody does.</param>
    /// <param name="baselines">Names under which <see cref="Measured.Gains"/> hold the gains over the baselines.</param>
    /// <param name="rules">The limits.</param>
    public static Judgement Judge(IReadOnlyList<Measured> candidates, Measured? champion, IReadOnlyList<string> baselines, PromotionParameters rules)
    {
        var gates = candidates.ToDictionary(one => one.Name, one => (IReadOnlyList<GateResult>)Gates(one, champion, baselines, rules), StringComparer.Ordinal);
        Measured[] ranked = [.. candidates.OrderByDescending(one => one.RankedBy ?? double.NegativeInfinity).ThenBy(one => one.Name, StringComparer.Ordinal)];
        if (ranked.Length == 0) return new Judgement(Judgement.Kept, "", "no candidate can serve", gates);
        if (Best([.. ranked.Where(one => gates[one.Name].All(gate => gate.Passed))], rules) is not { } passing)
        {
            var failed = gates[ranked[0].Name].First(gate => !gate.Passed);
            return new Judgement(Judgement.Kept, ranked[0].Name, $"no candidate passes every gate; {ranked[0].Name}, the first by {MetricOf(rules)}, fails {Told(failed)}", gates);
        }

        if (champion is not null && passing.Sha256 == champion.Sha256) return new Judgement(Judgement.Kept, passing.Name, $"{passing.Name} is the champion already, byte for byte", gates);
        if (champion is not null && Gain(passing, Champion, MetricOf(rules))?.Value is { } gain && gain > rules.TooGood)
            return new Judgement(
                Judgement.Proposed, passing.Name, string.Create(CultureInfo.InvariantCulture, $"{passing.Name} gains {gain:0.0000} of {MetricOf(rules)} over the champion, more than {rules.TooGood}: too good to be promoted without a person, as a leak would look"), gates);
        return rules.Automatic
            ? new Judgement(Judgement.Promoted, passing.Name, string.Create(CultureInfo.InvariantCulture, $"{passing.Name} passes every gate and is the best of those by {MetricOf(rules)} before the test slice, or within {rules.Tie} of it with smaller trees"), gates)
            : new Judgement(Judgement.Proposed, passing.Name, $"{passing.Name} passes every gate; promotion is not automatic (Promotion:Automatic)", gates);
    }

    /// <summary>The highest figure, or the smallest trees among those that are as good as it: which of them is first is chance.</summary>
    private static Measured? Best(IReadOnlyList<Measured> passing, PromotionParameters rules)
    {
        if (passing.Count == 0) return null;
        var asGood = passing.Where(one => (one.RankedBy ?? double.NegativeInfinity) >= passing[0].RankedBy - rules.Tie);
        return asGood.OrderBy(one => one.LeavesPerTree).ThenByDescending(one => one.RankedBy).ThenBy(one => one.Name, StringComparer.Ordinal).FirstOrDefault() ?? passing[0];
    }

    /// <summary>The metric that decides, as the events name it.</summary>
    public static string MetricOf(PromotionParameters rules) => $"{rules.Population}.{rules.Metric}";

    private static List<GateResult> Gates(Measured one, Measured? champion, IReadOnlyList<string> baselines, PromotionParameters rules)
    {
        var gates = new List<GateResult>
        {
            new("golden_rows", one.GoldenFault.Length == 0, null, null, one.GoldenFault.Length == 0 ? "the artifact's golden rows score as recorded" : one.GoldenFault),
            AtMost("latency", one.MicrosecondsPerOrder, rules.LatencyLimitMicroseconds, "microseconds for one order on one thread"),
            AtLeast("test_rows_open", Value(one, "open.n"), rules.OpenRowsFrom, "open labelled orders in the test slice"),
            AtLeast("unsatisfied_share", Value(one, "all.unsatisfied_share"), rules.UnsatisfiedFrom, "share of unsatisfied customers in the test slice"),
            AtMost("unsatisfied_share_high", Value(one, "all.unsatisfied_share"), rules.UnsatisfiedTo, "share of unsatisfied customers in the test slice: above it the classes have probably been swapped"),
            AtLeast("roc_auc_open", Value(one, "open.roc_auc"), rules.RocAucFloor, "ROC-AUC on open orders"),
            Above("roc_auc_open_interval", one.Metrics.GetValueOrDefault("open.roc_auc")?.Low, 0.5, "lower end of the interval of ROC-AUC on open orders"),
        };
        foreach (var population in Populations)
        {
            gates.Add(AtMost($"ece_{population}", Value(one, $"{population}.ece"), rules.EceLimit, $"expected calibration error on {population} orders"));
            gates.Add(RedPrecision(one, population, rules));
            foreach (var baseline in baselines)
                gates.Add(Above($"beats_{baseline}_{population}", Gain(one, baseline, $"{population}.{rules.Metric}")?.Low, rules.BaselineGainFrom, $"lower end of the gain of {rules.Metric} over the {baseline} baseline on {population} orders"));
        }

        if (champion is not null) AddComparisons(gates, one, champion, rules);
        return gates;
    }

    private static void AddComparisons(List<GateResult> gates, Measured one, Measured champion, PromotionParameters rules)
    {
        gates.Add(AtLeast("fitted_rows", one.FittedRows, rules.RowsShare * champion.FittedRows, "orders that it was fitted on, beside the champion's"));
        foreach (var population in Populations)
        {
            gates.Add(AtLeast($"not_worse_{population}", Gain(one, Champion, $"{population}.{rules.Metric}")?.High, 0, $"upper end of the gain of {rules.Metric} over the champion on {population} orders"));
            var shift = Tiers.Max(tier => Math.Abs((Value(one, $"{population}.{tier}_share") ?? 0) - (Value(champion, $"{population}.{tier}_share") ?? 0)));
            gates.Add(AtMost($"tier_mix_{population}", shift, rules.TierShift, $"largest change of a tier's share beside the champion on {population} orders"));
        }
    }

    private static GateResult RedPrecision(Measured one, string population, PromotionParameters rules)
    {
        var red = Value(one, $"{population}.red_n") ?? 0;
        var rule = $"share of unsatisfied customers among the red of the {population} orders";
        return red < rules.RedPrecisionFrom
            ? new GateResult($"red_precision_{population}", true, null, rules.RedPrecisionFloor, string.Create(CultureInfo.InvariantCulture, $"{rule}; not judged on {red} of them, fewer than {rules.RedPrecisionFrom}"))
            : AtLeast($"red_precision_{population}", Value(one, $"{population}.red_precision"), rules.RedPrecisionFloor, rule);
    }

    private static double? Value(Measured one, string metric) => one.Metrics.GetValueOrDefault(metric)?.Value;

    private static Figure? Gain(Measured one, string over, string metric) => one.Gains.GetValueOrDefault(over)?.GetValueOrDefault(metric);

    private static GateResult AtLeast(string gate, double? value, double limit, string what) => new(gate, value >= limit, value, limit, $"{what}: at least the limit");

    private static GateResult AtMost(string gate, double? value, double limit, string what) => new(gate, value <= limit, value, limit, $"{what}: at most the limit");

    private static GateResult Above(string gate, double? value, double limit, string what) => new(gate, value > limit, value, limit, $"{what}: above the limit");

    private static string Told(GateResult gate) => gate.Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"{gate.Gate} ({gate.Rule}; it is {gate.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "undefined"}, the limit {limit:0.####})")
        : $"{gate.Gate} ({gate.Rule})";
}
