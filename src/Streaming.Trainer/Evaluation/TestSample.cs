using Streaming.Models.Policy;

namespace Streaming.Trainer.Evaluation;

/// <summary>The test rows of one population with everything that is compared on them, in delivery order.</summary>
/// <param name="Satisfied">The truth.</param>
/// <param name="Probability">The model's, of satisfied.</param>
/// <param name="DelayDays">Delivered minus promised; NaN without a promise.</param>
/// <param name="PredecessorRisk">Margin of the predecessor's features turned round, higher is riskier.</param>
public sealed record TestSample(IReadOnlyList<bool> Satisfied, IReadOnlyList<double> Probability, IReadOnlyList<double> DelayDays, IReadOnlyList<double> PredecessorRisk)
{
    public static readonly IReadOnlyList<int> RuleDays = [0, 3, 7];

    public int Count => Satisfied.Count;

    /// <summary>The rows at which <paramref name="keep"/> is true.</summary>
    public TestSample Where(IReadOnlyList<bool> keep) => new(Pick(Satisfied, keep), Pick(Probability, keep), Pick(DelayDays, keep), Pick(PredecessorRisk, keep));

    /// <summary>Measures the model and everything beside it, on the same resamples.</summary>
    public SampleReport Measure(TierPolicy policy, int draws, long seed)
    {
        bool[] unsatisfied = [.. Satisfied.Select(satisfied => !satisfied)];
        var model = new RankedSample([.. Probability.Select(p => 1 - p)], unsatisfied);
        var bootstrap = new Bootstrap(Count, draws, seed);
        return new SampleReport(
            Population(model, unsatisfied, policy, bootstrap),
            Compare(model, new RankedSample(DelayDays, unsatisfied), unsatisfied, bootstrap),
            WithProbabilities(Compare(model, new RankedSample(PredecessorRisk, unsatisfied), unsatisfied, bootstrap), policy, bootstrap),
            [.. RuleDays.Select(days => Rule(days, model, unsatisfied))]);
    }

    private PopulationReport Population(RankedSample model, bool[] unsatisfied, TierPolicy policy, Bootstrap bootstrap) => new()
    {
        N = Count,
        UnsatisfiedShare = Share(unsatisfied.Count(bad => bad), Count),
        RocAuc = Defined(model.RocAuc()), RocAucInterval = bootstrap.Of(model.RocAuc),
        PrAuc = Defined(model.PrAuc()), PrAucInterval = bootstrap.Of(model.PrAuc),
        LogLoss = Defined(ProbabilityMetrics.LogLoss(Probability, Satisfied)),
        Brier = Defined(ProbabilityMetrics.Brier(Probability, Satisfied)),
        Ece = Defined(ProbabilityMetrics.CalibrationError(Probability, Satisfied)),
        EceInterval = bootstrap.Of(weights => ProbabilityMetrics.CalibrationError(Probability, Satisfied, weights)),
        MeanProbability = Count > 0 ? Probability.Average() : null,
        TopDecileRecall = TopDecile(model, unsatisfied),
        Green = OfTier(Tier.Green, policy), Yellow = OfTier(Tier.Yellow, policy), Red = OfTier(Tier.Red, policy),
    };

    private TierReport OfTier(Tier tier, TierPolicy policy)
    {
        int rows = 0, bad = 0;
        for (var i = 0; i < Count; i++)
        {
            if (policy.Classify(Probability[i]) != tier) continue;
            rows++;
            if (!Satisfied[i]) bad++;
        }

        return new TierReport(rows, Share(bad, rows));
    }

    private static ComparisonReport Compare(RankedSample model, RankedSample other, bool[] unsatisfied, Bootstrap bootstrap) => new()
    {
        RocAuc = Defined(other.RocAuc()), PrAuc = Defined(other.PrAuc()), TopDecileRecall = TopDecile(other, unsatisfied),
        RocAucGain = Defined(model.RocAuc() - other.RocAuc()), RocAucGainInterval = bootstrap.Of(weights => model.RocAuc(weights) - other.RocAuc(weights)),
        PrAucGain = Defined(model.PrAuc() - other.PrAuc()), PrAucGainInterval = bootstrap.Of(weights => model.PrAuc(weights) - other.PrAuc(weights)),
    };

    /// <summary>The predecessor's margin is in log-odds, so it has probabilities as well, uncalibrated as it used them. Lateness only ranks.</summary>
    private ComparisonReport WithProbabilities(ComparisonReport predecessor, TierPolicy policy, Bootstrap bootstrap)
    {
        var own = this with { Probability = [.. PredecessorRisk.Select(risk => 1 / (1 + Math.Exp(risk)))] };
        return predecessor with
        {
            LogLoss = Defined(ProbabilityMetrics.LogLoss(own.Probability, Satisfied)),
            Brier = Defined(ProbabilityMetrics.Brier(own.Probability, Satisfied)),
            Ece = Defined(ProbabilityMetrics.CalibrationError(own.Probability, Satisfied)),
            EceInterval = bootstrap.Of(weights => ProbabilityMetrics.CalibrationError(own.Probability, Satisfied, weights)),
            Green = own.OfTier(Tier.Green, policy), Yellow = own.OfTier(Tier.Yellow, policy), Red = own.OfTier(Tier.Red, policy),
        };
    }

    private FlagReport Rule(int days, RankedSample model, bool[] unsatisfied)
    {
        int flagged = 0, found = 0, bad = 0;
        for (var i = 0; i < Count; i++)
        {
            if (unsatisfied[i]) bad++;
            if (!(DelayDays[i] > days)) continue;
            flagged++;
            if (unsatisfied[i]) found++;
        }

        var foundByModel = model.FoundAmongTop(flagged);
        return new FlagReport(flagged, Share(found, flagged), Share(found, bad), Share(foundByModel, flagged), Share(foundByModel, bad));
    }

    private static double? TopDecile(RankedSample ranked, bool[] unsatisfied) => Share(ranked.FoundAmongTop((int)Math.Round(ranked.Count / 10.0)), unsatisfied.Count(bad => bad));

    private static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;

    private static List<T> Pick<T>(IReadOnlyList<T> values, IReadOnlyList<bool> keep) => [.. values.Where((_, i) => keep[i])];
}

/// <summary>One population's figures.</summary>
public sealed record SampleReport(PopulationReport Model, ComparisonReport Lateness, ComparisonReport Predecessor, IReadOnlyList<FlagReport> Rules);
