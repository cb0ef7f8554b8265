namespace Streaming.Training.Evaluation;

/// <summary>A model on one population. From log-loss on null or empty for a baseline that only ranks.</summary>
public sealed record PopulationReport
{
    /// <summary>Labelled orders.</summary>
    public required int N { get; init; }

    /// <summary>Delivered orders, labelled or not.</summary>
    public required int Delivered { get; init; }

    /// <summary>Weeks of deliveries that the labelled orders are from.</summary>
    public required int Weeks { get; init; }

    /// <summary>The intervals come from whole weeks drawn again; else, because the weeks are too few, from single orders: then they are
    /// narrower than they should be.</summary>
    public required bool IsResampledByWeeks { get; init; }

    public required double? UnsatisfiedShare { get; init; }

    public required double? RocAuc { get; init; }

    public required Interval? RocAucInterval { get; init; }

    /// <summary>Average precision of finding the unsatisfied.</summary>
    public required double? PrAuc { get; init; }

    public required Interval? PrAucInterval { get; init; }

    /// <summary>Share of the unsatisfied among the riskiest tenth.</summary>
    public required double? TopDecileRecall { get; init; }

    public double? LogLoss { get; init; }

    public double? Brier { get; init; }

    /// <summary>Expected calibration error over ten bins.</summary>
    public double? Ece { get; init; }

    public Interval? EceInterval { get; init; }

    public double? MeanProbability { get; init; }

    public TierReport? Green { get; init; }

    public TierReport? Yellow { get; init; }

    public TierReport? Red { get; init; }

    /// <summary>Ten bins of probability.</summary>
    public IReadOnlyList<CalibrationBin> Curve { get; init; } = [];

    /// <summary>Customers flagged from a risk on.</summary>
    public IReadOnlyList<ThresholdRow> Thresholds { get; init; } = [];

    /// <summary>0.5·F1 + 0.3·recall + 0.2·accuracy of the unsatisfied class, flagged from a risk of 0.5 on.</summary>
    public double? WeightedScore { get; init; }

    /// <summary>The same score of flagging every customer.</summary>
    public double? WeightedScoreOfFlaggingAll { get; init; }
}

/// <summary>Orders in a tier and the share of them that turned out unsatisfied.</summary>
public sealed record TierReport(int N, double? UnsatisfiedShare);

/// <summary>Orders whose probability of satisfied is from <paramref name="From"/> on and under 0.1 more.</summary>
public sealed record CalibrationBin(double From, int N, double? MeanProbability, double? ShareSatisfied);

/// <summary>What flagging every order with at least this risk of unsatisfied would have done.</summary>
public sealed record ThresholdRow
{
    public double Risk { get; init; }

    public int Flagged { get; init; }

    public double? Precision { get; init; }

    public double? Recall { get; init; }

    public double? F1 { get; init; }

    public double? Accuracy { get; init; }

    public double? WeightedScore { get; init; }
}

/// <summary>A part of the test slice, such as one state.</summary>
public sealed record GroupReport
{
    /// <summary><c>state</c>, <c>category</c>, <c>lateness</c>, <c>sellers</c> or <c>answer</c>.</summary>
    public required string Group { get; init; }

    public required string Value { get; init; }

    /// <summary>Labelled orders.</summary>
    public int N { get; init; }

    /// <summary>Delivered orders, labelled or not.</summary>
    public int Delivered { get; init; }

    public double? UnsatisfiedShare { get; init; }

    public double? MeanProbability { get; init; }

    public double? RocAuc { get; init; }

    public double? PrAuc { get; init; }

    public double? Ece { get; init; }
}
