using System.ComponentModel.DataAnnotations;
using Streaming.Training.Candidates;

namespace Streaming.Training;

/// <summary>Settings of a training. Equal settings, data and seed give equal bytes.</summary>
public sealed record TrainingParameters
{
    /// <summary>What is fitted side by side, by name (lower-case letters, digits and underscores). Default: <see
    /// cref="DefaultCandidates"/>.</summary>
    public IReadOnlyDictionary<string, CandidateParameters> Candidates { get; init; } = DefaultCandidates;

    public SearchParameters Search { get; init; } = new();

    /// <summary>Share of the deliveries, the latest, that only test, 0.05 to 0.5; default 0.2.</summary>
    [Range(0.05, 0.5)]
    public double TestShare { get; init; } = 0.2;

    /// <summary>Share of the deliveries before the test slice that only fits, before the first rolling fold, 0.2 to 0.9; default
    /// 0.55.</summary>
    [Range(0.2, 0.9)]
    public double FirstFoldFrom { get; init; } = 0.55;

    /// <summary>Rolling out-of-time folds that choose among the candidates and fit the calibration, 1 to 10; default 3.</summary>
    [Range(1, 10)]
    public int RollingFolds { get; init; } = 3;

    /// <summary>Days after its delivery before an order may be fitted, 0 to 120; default 14. Quick answers are the unhappy ones.</summary>
    [Range(0, 120)]
    public int LabelMaturityDays { get; init; } = 14;

    /// <summary>Youngest delivery, in days before the test slice, whose known label sets the calibration's level of open orders, 0 to 60;
    /// default 2.</summary>
    [Range(0, 60)]
    public int RecentFromDays { get; init; } = 2;

    /// <summary>Oldest such delivery, in days before the test slice, 1 to 365; default 28.</summary>
    [Range(1, 365)]
    public int RecentToDays { get; init; } = 28;

    /// <summary>Copies of fitted orders with optional fields left out, as a share of the rows, 0 to 0.2; default 0.05. They teach the trees
    /// what a missing value means that the data never show missing.</summary>
    [Range(0.0, 0.2)]
    public double BlankedShare { get; init; } = 0.05;

    /// <summary>Draws of the bootstrap behind every interval, 50 to 5000; default 300.</summary>
    [Range(50, 5000)]
    public int BootstrapDraws { get; init; } = 300;

    /// <summary>Fewest delivered orders that are worth a training, 200 to 1000000; default 1000.</summary>
    [Range(200, 1_000_000)]
    public int MinimumDeliveries { get; init; } = 1000;

    /// <summary>Smallest share of the delivered orders with a review, 0 to 1; default 0.3.</summary>
    [Range(0.0, 1.0)]
    public double MinimumLabelShare { get; init; } = 0.3;

    /// <summary>What is fitted where <c>params.yaml</c> names nothing.</summary>
    public static IReadOnlyDictionary<string, CandidateParameters> DefaultCandidates { get; } =
        new SortedDictionary<string, CandidateParameters>(StringComparer.Ordinal)
        {
            ["light_gbm_small"] = new() { Forests = 2 },
            ["light_gbm_large"] = new() { Trees = 120, LeavesPerTree = 24 },
            ["fast_tree"] = new()
            {
                Family = CandidateFamily.FastTree,
                Trees = 100,
                LearningRate = 0.15,
            },
            ["fast_forest"] = new()
            {
                Family = CandidateFamily.FastForest,
                Trees = 30,
                LeavesPerTree = 32,
                MinimumRowsPerLeaf = 30,
            },
            ["logistic"] = new()
            {
                Family = CandidateFamily.Logistic,
                Trees = 12,
                LearningRate = 0.5,
                L2 = 20,
                MaximumBins = 24,
            },
        };

    /// <exception cref="TrainingException">A setting is out of range; names it, its value and what is allowed.</exception>
    public void Validate()
    {
        Require(this, "");
        Require(Search, "Search:");
        if (RecentFromDays >= RecentToDays)
            throw Refused(nameof(RecentFromDays), RecentFromDays, $"less than {nameof(RecentToDays)}, {RecentToDays}");
        if (Candidates.Count == 0)
            throw Refused(nameof(Candidates), "empty", "at least one");
        foreach (var (name, candidate) in Candidates)
        {
            if (
                name.Length is 0 or > 40
                || name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_')
            )
                throw Refused(nameof(Candidates), $"'{name}'", "names of 1 to 40 lower-case letters, digits and underscores");
            Require(candidate, $"{nameof(Candidates)}:{name}:");
        }

        if (Search.Candidate.Length > 0 && !Candidates.ContainsKey(Search.Candidate))
            throw Refused("Search:Candidate", $"'{Search.Candidate}'", string.Join(", ", Candidates.Keys));
        RequireOrder(Search.LeavesFrom, Search.LeavesTo, "Leaves");
        RequireOrder(Search.LearningRateFrom, Search.LearningRateTo, "LearningRate");
        RequireOrder(Search.FeatureFractionFrom, Search.FeatureFractionTo, "FeatureFraction");
    }

    private static void RequireOrder(double from, double to, string name)
    {
        if (from > to)
            throw Refused($"Search:{name}From", from, $"at most Search:{name}To, {to}");
    }

    private static void Require(object settings, string path)
    {
        foreach (var property in settings.GetType().GetProperties())
        {
            var allowed = property.GetCustomAttributes(typeof(RangeAttribute), false).OfType<RangeAttribute>().SingleOrDefault();
            if (allowed is not null && property.GetValue(settings) is var value && !allowed.IsValid(value))
                throw Refused(path + property.Name, value!, $"{allowed.Minimum} to {allowed.Maximum}");
        }
    }

    private static TrainingException Refused(string name, object value, string allowed) =>
        new(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"training parameter {name} is {value}; allowed is {allowed}")
        );
}
