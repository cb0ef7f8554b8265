using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Training.Gates;

namespace Streaming.Training.Evaluation;

/// <summary>What was measured on the test slice, and what follows from it. Undefined figures (one class only, no rows) are null. Holds
/// nothing that a clock has measured.</summary>
public sealed record EvaluationReport
{
    public static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public required SliceReport Slices { get; init; }

    /// <summary>Who would serve: promoted or proposed, promoted by nobody, or the first by the chosen metric.</summary>
    public required string Chosen { get; init; }

    /// <summary>What the gates and the policy lead to.</summary>
    [JsonPropertyName("judgement")]
    public required PromotionDecision Decision { get; init; }

    /// <summary>Every candidate that has an artifact, the best on the rolling folds first.</summary>
    public required IReadOnlyList<ModelReport> Candidates { get; init; }

    /// <summary>Who serves now, on the same orders; null when nobody does.</summary>
    public required ModelReport? Champion { get; init; }

    /// <summary>The best that ever served, on the same orders; null when it is the champion, or nobody served.</summary>
    public ModelReport? BestServed { get; init; }

    /// <summary>SHA-256 of whichever of the chosen candidate, the champion and the best that ever served has the best deciding metric on
    /// these orders: the best, once the candidate has served.</summary>
    public required string BestIfPromoted { get; init; }

    /// <summary>The champion was fitted on labels of this test slice: it has seen answers that the candidates have not.</summary>
    public required bool ChampionSawTheTestSlice { get; init; }

    public required IReadOnlyList<ModelReport> Baselines { get; init; }

    /// <summary>The rule <i>late by more than N days</i> beside the chosen candidate.</summary>
    public required IReadOnlyList<RuleReport> Rules { get; init; }

    /// <summary>Why the weighted score stands beside the other figures and decides nothing.</summary>
    public required string WeightedScoreNote { get; init; }

    /// <summary>Probabilities by the chosen candidate of open test orders with every optional field left out; null when none was
    /// drawn.</summary>
    public required SpreadReport? EverythingMissing { get; init; }

    /// <summary>The chosen candidate's figures.</summary>
    [JsonIgnore]
    public ModelReport Best => Candidates.First(candidate => candidate.Name == Chosen);
}

/// <summary>Who was fitted, calibrated and tested on what; times are local.</summary>
public sealed record SliceReport
{
    public required int Deliveries { get; init; }

    public required int Reviews { get; init; }

    public required int TestOrders { get; init; }

    public required int TestLabelled { get; init; }

    public required string TestBegins { get; init; }

    public required string TestEnds { get; init; }

    /// <summary>Deliveries after the test slice, whose labels had no time to come: neither fitted nor judged.</summary>
    public required int TooYoung { get; init; }

    /// <summary>Weeks of deliveries in the test slice.</summary>
    public required int TestWeeks { get; init; }

    /// <summary>What the intervals draw again: <c>weeks</c>, or <c>orders</c> where the weeks are too few.</summary>
    public required string IntervalsResample { get; init; }

    public required int FittedRows { get; init; }

    public required int RollingFolds { get; init; }

    public required double ShareSatisfiedInFit { get; init; }
}

/// <summary>A candidate, the champion or a baseline on the test slice.</summary>
public sealed record ModelReport
{
    public required string Name { get; init; }

    /// <summary><c>candidate</c>, <c>champion</c>, <c>best</c> (that ever served) or <c>baseline</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Family of a model, meaning of a baseline.</summary>
    public required string Kind { get; init; }

    /// <summary>Of its artifact; empty for a baseline.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Out of time before the test slice; null for champion and baselines.</summary>
    public Candidates.FoldFigures? Folds { get; init; }

    /// <summary>All delivered and reviewed orders.</summary>
    public required PopulationReport All { get; init; }

    /// <summary>Not yet reviewed at delivery: the headline.</summary>
    public required PopulationReport Open { get; init; }

    /// <summary>By how much it is better than another, by the other's name.</summary>
    public IReadOnlyDictionary<string, GainReport> Gains { get; init; } = new Dictionary<string, GainReport>();

    /// <summary>The same figures on parts of the test slice.</summary>
    public IReadOnlyList<GroupReport> Groups { get; init; } = [];
}

/// <summary>Differences on the same orders, with the 95 % interval of a paired bootstrap.</summary>
public sealed record GainReport(Difference AllRocAuc, Difference AllPrAuc, Difference OpenRocAuc, Difference OpenPrAuc);

/// <summary>A difference of two figures.</summary>
public sealed record Difference(double? Value, Interval? Interval);

/// <summary>How some probabilities spread.</summary>
public sealed record SpreadReport(int N, double Lowest, double Mean, double Highest);

/// <summary>The rule <i>late by more than N days</i>, and the model when it flags as many orders.</summary>
public sealed record RuleReport(int LateByMoreThanDays, FlagReport All, FlagReport Open);

/// <summary>Both flag <paramref name="Flagged"/> orders.</summary>
public sealed record FlagReport(int Flagged, double? Precision, double? Recall, double? ModelPrecision, double? ModelRecall);
