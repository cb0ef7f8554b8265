using Streaming.Contracts.Gates;

namespace Streaming.Training.Gates;

/// <summary>Measurements in, gates and a decision out. Pure: knows no files, no clock and no other run.</summary>
public static class PromotionGates
{
    /// <summary>Name of the model in service among measurements.</summary>
    public const string Champion = "champion";

    /// <summary>Name of the best that ever served, where that is another one.</summary>
    public const string BestServed = "best_served";

    private static readonly string[] Populations = ["open", "all"];
    private static readonly string[] Tiers = ["green", "yellow", "red"];

    /// <param name="candidates">Those that have an artifact.</param>
    /// <param name="champion">Who serves now, measured on the same orders; null when nobody does.</param>
    /// <param name="baselines">Names under which <see cref="Measured.Gains"/> hold the gains over the baselines.</param>
    /// <param name="rules">The limits.</param>
    /// <param name="best">The best that ever served, measured on the same orders; null when it is the champion, or nobody served.</param>
    public static PromotionDecision Evaluate(
        IReadOnlyList<Measured> candidates,
        Measured? champion,
        IReadOnlyList<string> baselines,
        PromotionParameters rules,
        Measured? best = null
    )
    {
        var gates = candidates.ToDictionary(
            one => one.Name,
            one => (IReadOnlyList<GateResult>)GatesOf(one, champion, best, baselines, rules),
            StringComparer.Ordinal
        );
        Measured[] ranked =
        [
            .. candidates.OrderByDescending(one => one.RankedBy ?? double.NegativeInfinity).ThenBy(one => one.Name, StringComparer.Ordinal),
        ];
        if (ranked.Length == 0)
            return new PromotionDecision(PromotionDecision.Kept, "", "no candidate can serve", gates);
        if (BestOf([.. ranked.Where(one => gates[one.Name].All(gate => gate.Passed))], rules) is not { } passing)
        {
            return BestOf([.. ranked.Where(one => gates[one.Name].All(gate => !gate.Failed))], rules) is { } waiting
                ? Held(waiting, champion, gates)
                : Rejected(ranked[0], rules, gates);
        }

        if (IsChampion(passing, champion))
            return Same(passing, gates);
        if (champion is not null && passing.Gain(Champion, MetricOf(rules))?.Value is { } gain && gain > rules.TooGood)
            return new PromotionDecision(
                PromotionDecision.Proposed,
                passing.Name,
                Gates.Text($"{passing.Name} gains {gain:0.0000} of {MetricOf(rules)} over the champion, more than {rules.TooGood}: ")
                    + "too good to be promoted without a person, as a leak would look",
                gates
            );
        return rules.Automatic
            ? new PromotionDecision(
                PromotionDecision.Promoted,
                passing.Name,
                Gates.Text($"{passing.Name} passes every gate and is the best of those by {MetricOf(rules)} before the test slice, ")
                    + Gates.Text($"or within {rules.Tie} of it with smaller trees"),
                gates
            )
            : new PromotionDecision(
                PromotionDecision.Proposed,
                passing.Name,
                $"{passing.Name} passes every gate; promotion is not automatic (Promotion:Automatic)",
                gates
            );
    }

    /// <summary>The metric that decides, as the events name it.</summary>
    public static string MetricOf(PromotionParameters rules) => $"{rules.Population}.{rules.Metric}";

    /// <summary>Nothing failed, but something cannot be judged on so few rows: a person decides.</summary>
    private static PromotionDecision Held(Measured one, Measured? champion, Dictionary<string, IReadOnlyList<GateResult>> gates)
    {
        if (IsChampion(one, champion))
            return Same(one, gates);
        var waiting = gates[one.Name].Where(gate => gate.Waiting).Select(gate => gate.Describe()).ToArray();
        return new PromotionDecision(
            PromotionDecision.Proposed,
            one.Name,
            $"{one.Name} fails no gate, but {waiting.Length} cannot be judged yet, so a person decides: {string.Join("; ", waiting)}",
            gates
        );
    }

    private static PromotionDecision Rejected(
        Measured first,
        PromotionParameters rules,
        Dictionary<string, IReadOnlyList<GateResult>> gates
    )
    {
        var failed = gates[first.Name].First(gate => gate.Failed);
        return new PromotionDecision(
            PromotionDecision.Kept,
            first.Name,
            $"no candidate passes every gate; {first.Name}, the first by {MetricOf(rules)}, fails {failed.Describe()}",
            gates
        );
    }

    private static PromotionDecision Same(Measured one, Dictionary<string, IReadOnlyList<GateResult>> gates) =>
        new(PromotionDecision.Kept, one.Name, $"{one.Name} is the champion already, byte for byte", gates);

    private static bool IsChampion(Measured one, Measured? champion) => champion is not null && one.Sha256 == champion.Sha256;

    /// <summary>The highest figure, or the smallest trees among those that are as good as it: which of them is first is chance.</summary>
    private static Measured? BestOf(IReadOnlyList<Measured> passing, PromotionParameters rules)
    {
        if (passing.Count == 0)
            return null;
        var asGood = passing.Where(one => (one.RankedBy ?? double.NegativeInfinity) >= passing[0].RankedBy - rules.Tie);
        return asGood
                .OrderBy(one => one.LeavesPerTree)
                .ThenByDescending(one => one.RankedBy)
                .ThenBy(one => one.Name, StringComparer.Ordinal)
                .FirstOrDefault()
            ?? passing[0];
    }

    private static List<GateResult> GatesOf(
        Measured one,
        Measured? champion,
        Measured? best,
        IReadOnlyList<string> baselines,
        PromotionParameters rules
    )
    {
        var (isSound, rocAuc) = (one.GoldenFault.Length == 0, one.Figure("open.roc_auc"));
        var unsatisfied = one.Value("all.unsatisfied_share");
        const string Share = "share of unsatisfied customers in the test slice";
        var gates = new List<GateResult>
        {
            new("golden_rows", isSound, null, null, isSound ? "the artifact's golden rows score as recorded" : one.GoldenFault),
            Gates.AtLeast("test_rows_open", one.Value("open.n"), rules.OpenRowsFrom, "open labelled orders in the test slice"),
            Weeks(one, rules),
            Gates.AtLeast("unsatisfied_share", unsatisfied, rules.UnsatisfiedFrom, Share),
            Gates.AtMost(
                "unsatisfied_share_high",
                unsatisfied,
                rules.UnsatisfiedTo,
                $"{Share}: above it the classes have probably been swapped"
            ),
            Gates.AtLeast("roc_auc_open", rocAuc?.Value, rules.RocAucFloor, "ROC-AUC on open orders"),
            Gates
                .Above("roc_auc_open_interval", rocAuc?.Low, 0.5, "lower end of the 95 % interval of ROC-AUC on open orders")
                .WaitingWhen(IsFew(one, "open", rules) && rocAuc?.High > 0.5, FewRows(one, "open", rules)),
        };
        foreach (var population in Populations)
        {
            gates.Add(
                Gates.AtLeast(
                    $"label_coverage_{population}",
                    one.Value($"{population}.label_coverage"),
                    rules.LabelCoverageFrom,
                    $"share of the {population} deliveries of the test slice that have a label"
                )
            );
            gates.Add(CalibrationError(one, population, rules));
            gates.Add(RedPrecision(one, population, rules));
            gates.AddRange(baselines.Select(baseline => Beats(one, baseline, population, rules)));
        }

        if (champion is not null)
            AddComparisons(gates, one, champion, best, rules);
        return gates;
    }

    private static void AddComparisons(List<GateResult> gates, Measured one, Measured champion, Measured? best, PromotionParameters rules)
    {
        gates.Add(
            Gates.AtLeast(
                "fitted_rows",
                one.FittedRows,
                rules.RowsShare * champion.FittedRows,
                "orders that it was fitted on, beside the champion's"
            )
        );
        foreach (var population in Populations)
        {
            gates.Add(NotWorse(one, Champion, $"not_worse_{population}", "the champion", population, rules));
            if (best is not null)
                gates.Add(NotWorse(one, BestServed, $"not_worse_than_best_{population}", "the best that ever served", population, rules));
            double ShareOf(Measured model, string tier) => model.Value($"{population}.{tier}_share") ?? 0;
            gates.Add(
                Gates.AtMost(
                    $"tier_mix_{population}",
                    Tiers.Max(tier => Math.Abs(ShareOf(one, tier) - ShareOf(champion, tier))),
                    rules.TierShift,
                    $"largest change of a tier's share beside the champion on {population} orders"
                )
            );
            gates.AddRange(Guardrails.Of(one, champion, population, rules));
        }
    }

    private static GateResult Beats(Measured one, string baseline, string population, PromotionParameters rules)
    {
        var gain = one.Gain(baseline, $"{population}.{rules.Metric}");
        return Gates
            .Above(
                $"beats_{baseline}_{population}",
                gain?.Low,
                rules.BaselineGainFrom,
                $"lower end of the gain of {rules.Metric} over the {baseline} baseline on {population} orders"
            )
            .WaitingWhen(IsFew(one, population, rules) && gain?.High > rules.BaselineGainFrom, FewRows(one, population, rules));
    }

    /// <summary>
    /// Non-inferior: even the lower end of the paired interval is a loss that nobody would notice. A wide interval thus makes it harder,
    /// not easier.
    /// </summary>
    private static GateResult NotWorse(
        Measured one,
        string other,
        string gate,
        string whom,
        string population,
        PromotionParameters rules
    ) =>
        Gates.Above(
            gate,
            one.Gain(other, $"{population}.{rules.Metric}")?.Low,
            -rules.WorseBy,
            $"lower end of the gain of {rules.Metric} over {whom} on {population} orders"
        );

    private static GateResult Weeks(Measured one, PromotionParameters rules) =>
        Gates
            .AtLeast(
                "test_weeks",
                one.Value("all.weeks"),
                rules.WeeksFrom,
                "weeks of deliveries in the test slice, which the intervals resample"
            )
            .WaitingWhen(true, "with so few weeks single orders are resampled, which are not independent, so the intervals are too narrow");

    private static GateResult CalibrationError(Measured one, string population, PromotionParameters rules)
    {
        // Bins of n / 10 orders are off by chance: at most 0.4 · √(10 / n) on average, with every order at a half.
        var chance = 0.4 * Math.Sqrt(10 / Math.Max(1, one.Value($"{population}.n") ?? 0));
        var ece = one.Value($"{population}.ece");
        return Gates
            .AtMost($"ece_{population}", ece, rules.EceLimit, $"expected calibration error on {population} orders")
            .WaitingWhen(
                IsFew(one, population, rules) && ece <= rules.EceLimit + chance,
                Gates.Text($"{FewRows(one, population, rules)}; chance alone makes up to {chance:0.000}")
            );
    }

    private static GateResult RedPrecision(Measured one, string population, PromotionParameters rules)
    {
        var red = one.Value($"{population}.red_n") ?? 0;
        var rule = $"share of unsatisfied customers among the red of the {population} orders";
        var judged = Gates.AtLeast($"red_precision_{population}", one.Value($"{population}.red_precision"), rules.RedPrecisionFloor, rule);
        if (rules.RedPrecisionFloor <= 0)
            return judged with { Passed = true }; // nothing is asked
        return red < rules.RedPrecisionFrom ? judged.Waiting(Gates.Text($"{red:0} red, judged from {rules.RedPrecisionFrom} on")) : judged;
    }

    private static bool IsFew(Measured one, string population, PromotionParameters rules) =>
        one.Value($"{population}.n") is not { } rows || rows < rules.JudgedFrom;

    private static string FewRows(Measured one, string population, PromotionParameters rules) =>
        Gates.Text($"{one.Value($"{population}.n"):0} labelled {population} orders, judged for certain from {rules.JudgedFrom} on");
}
