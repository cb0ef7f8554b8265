using Streaming.Contracts.Settings;
using Streaming.Models.Policy;

namespace Streaming.Training.Evaluation;

/// <summary>A model's ranking and probabilities on one population, with the drawn figures kept, so that any two models can be compared on
/// the same draws.</summary>
internal sealed class Measurement
{
    private const int CurveBins = ProbabilityMetrics.Bins;
    private const double FlaggedFrom = 0.5;

    private readonly RankedSample ranked;
    private readonly double[] rocDraws;
    private readonly double[] prDraws;

    /// <param name="population">Who.</param>
    /// <param name="risk">Per test order; higher is more likely unsatisfied.</param>
    /// <param name="probability">Of satisfied per test order; null for a model that only ranks.</param>
    /// <param name="policy">The cuts.</param>
    public Measurement(Population population, IReadOnlyList<double> risk, IReadOnlyList<double>? probability, TierPolicy policy)
    {
        ranked = new RankedSample(population.Pick(risk), population.Unsatisfied);
        rocDraws = population.Bootstrap.Draws(ranked.RocAuc);
        prDraws = population.Bootstrap.Draws(ranked.PrAuc);
        var bad = population.Unsatisfied.Count(unsatisfied => unsatisfied);
        var ranking = new PopulationReport
        {
            N = population.Places.Length,
            Delivered = population.Delivered,
            Weeks = population.Weeks,
            IsResampledByWeeks = population.IsDrawnByWeeks,
            UnsatisfiedShare = Share(bad, population.Places.Length),
            RocAuc = Defined(ranked.RocAuc()),
            RocAucInterval = Bootstrap.Between(rocDraws),
            PrAuc = Defined(ranked.PrAuc()),
            PrAucInterval = Bootstrap.Between(prDraws),
            TopDecileRecall = Share(ranked.FoundAmongTop((int)Math.Round(ranked.Count / 10.0)), bad),
        };
        Report = probability is null ? ranking : WithProbabilities(ranking, population, population.Pick(probability), policy);
    }

    public PopulationReport Report { get; }

    public Difference RocAucGain(Measurement other) => Gain(ranked.RocAuc() - other.ranked.RocAuc(), rocDraws, other.rocDraws);

    public Difference PrAucGain(Measurement other) => Gain(ranked.PrAuc() - other.ranked.PrAuc(), prDraws, other.prDraws);

    /// <summary>The rule flags what is late by more than some days; the model then flags as many.</summary>
    public FlagReport BesideRule(Population population, IReadOnlyList<double> delayDays, int days)
    {
        bool[] late = [.. population.Pick(delayDays).Select(delay => delay > days)];
        var flagged = late.Count(isLate => isLate);
        var found = Enumerable.Range(0, late.Length).Count(i => late[i] && population.Unsatisfied[i]);
        var bad = population.Unsatisfied.Count(unsatisfied => unsatisfied);
        var byModel = ranked.FoundAmongTop(flagged);
        return new FlagReport(flagged, Share(found, flagged), Share(found, bad), Share(byModel, flagged), Share(byModel, bad));
    }

    private static PopulationReport WithProbabilities(
        PopulationReport ranking,
        Population population,
        double[] probability,
        TierPolicy policy
    )
    {
        var satisfied = population.Satisfied;
        TierReport OfTier(Tier tier)
        {
            var rows = Enumerable.Range(0, probability.Length).Where(i => policy.Classify(probability[i]) == tier).ToArray();
            return new TierReport(rows.Length, Share(rows.Count(i => !satisfied[i]), rows.Length));
        }

        return ranking with
        {
            LogLoss = Defined(ProbabilityMetrics.LogLoss(probability, satisfied)),
            Brier = Defined(ProbabilityMetrics.Brier(probability, satisfied)),
            Ece = Defined(ProbabilityMetrics.CalibrationError(probability, satisfied)),
            EceInterval = Bootstrap.Between(
                population.Bootstrap.Draws(weights => ProbabilityMetrics.CalibrationError(probability, satisfied, weights))
            ),
            MeanProbability = probability.Length > 0 ? probability.Average() : null,
            Green = OfTier(Tier.Green),
            Yellow = OfTier(Tier.Yellow),
            Red = OfTier(Tier.Red),
            Curve = Curve(probability, satisfied),
            Thresholds = [.. Enumerable.Range(1, 9).Select(tenth => FlagMetrics.At(probability, satisfied, tenth / 10.0))],
            WeightedScore = FlagMetrics.At(probability, satisfied, FlaggedFrom).WeightedScore,
            WeightedScoreOfFlaggingAll = FlagMetrics.At(probability, satisfied, 0).WeightedScore,
        };
    }

    private static List<CalibrationBin> Curve(double[] probability, bool[] satisfied)
    {
        var bins = Enumerable.Range(0, probability.Length).ToLookup(i => Math.Min((int)(probability[i] * CurveBins), CurveBins - 1));
        return
        [
            .. Enumerable
                .Range(0, CurveBins)
                .Select(bin => new CalibrationBin(
                    bin / (double)CurveBins,
                    bins[bin].Count(),
                    bins[bin].Any() ? bins[bin].Average(i => probability[i]) : null,
                    Share(bins[bin].Count(i => satisfied[i]), bins[bin].Count())
                )),
        ];
    }

    private static Difference Gain(double value, double[] ours, double[] theirs) =>
        new(Defined(value), Bootstrap.Between(ours.Zip(theirs, (our, their) => our - their)));

    private static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}
