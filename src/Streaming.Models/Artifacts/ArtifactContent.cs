using System.Text.Json;
using Streaming.Features;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Models.Policy;

namespace Streaming.Models.Artifacts;

/// <summary>Everything that an artifact carries; nothing in it depends on a clock, a path or a duration.</summary>
public sealed record ArtifactContent
{
    /// <summary>Name of the model's stream of decisions.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the feature definitions, priors and constants that the forest was fitted on.</summary>
    public required string FeatureVersion { get; init; }

    /// <summary>Names of the vector's values, in order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Categorical feature to its categories; a category's code is its index.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; init; }

    /// <summary>Priors of the histories that the vectors were computed with. Default: those of this binary.</summary>
    public IReadOnlyDictionary<string, double> Priors { get; init; } = FeatureSchema.Priors;

    public required TierPolicy Policy { get; init; }

    public required Lineage Lineage { get; init; }

    /// <summary>What was measured, as one JSON object.</summary>
    public required JsonElement Metrics { get; init; }

    public required Forest Forest { get; init; }

    public required PiecewiseLinear Calibration { get; init; }

    public required Reference Reference { get; init; }

    /// <summary>Synthetic vectors whose scores a loading scorer must repeat bit for bit.</summary>
    public required IReadOnlyList<GoldenRow> GoldenRows { get; init; }

    /// <summary>Snapshot of the histories, without positions.</summary>
    public required ReadOnlyMemory<byte> Histories { get; init; }
}

/// <summary>A vector and what it must score.</summary>
public sealed record GoldenRow(float[] Vector, double Margin, double Probability)
{
    public static GoldenRow Of(float[] vector, Forest forest, PiecewiseLinear calibration)
    {
        var margin = forest.Margin(vector);
        return new GoldenRow(vector, margin, calibration.Probability(margin));
    }
}

/// <summary>Where a model comes from.</summary>
public sealed record Lineage
{
    /// <summary>Hash of the raw data, as given by whoever started the training.</summary>
    public required string DataHash { get; init; }

    /// <summary>Delivered orders in the data.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Reviews in the data.</summary>
    public required int Reviews { get; init; }

    /// <summary>Labelled orders that the trees were fitted on.</summary>
    public required int FittedRows { get; init; }

    /// <summary>Orders whose out-of-time predictions fitted the calibration.</summary>
    public required int CalibrationRows { get; init; }

    /// <summary>Fitted again on all labelled orders after the evaluation.</summary>
    public required bool Refit { get; init; }

    /// <summary>Labels as known at this local time (<c>yyyy-MM-dd HH:mm:ss</c>); nothing delivered in the days before it was
    /// fitted.</summary>
    public required string LabelsAsOf { get; init; }

    /// <summary>light_gbm, fast_tree, fast_forest or logistic.</summary>
    public required string Family { get; init; }

    /// <summary>One per forest in the average.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Settings of the fit and of the calibration, as one JSON object.</summary>
    public required JsonElement Parameters { get; init; }
}
