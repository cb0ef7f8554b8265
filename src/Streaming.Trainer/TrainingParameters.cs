using System.ComponentModel.DataAnnotations;

namespace Streaming.Trainer;

/// <summary>Settings of a training. Written into the artifact; equal settings, data and seed give equal bytes.</summary>
public sealed record TrainingParameters
{
    /// <summary>Trees per forest, 10 to 2000; default 300.</summary>
    [Range(10, 2000)]
    public int Trees { get; init; } = 300;

    /// <summary>Leaves per tree, 2 to 32; default 8: as good as 24 and cheaper to serve.</summary>
    [Range(2, 32)]
    public int LeavesPerTree { get; init; } = 8;

    /// <summary>Share of each tree's correction that is kept, 0.001 to 1; default 0.06.</summary>
    [Range(0.001, 1.0)]
    public double LearningRate { get; init; } = 0.06;

    /// <summary>Share of the features that each tree may use, 0.05 to 1; default 0.3.</summary>
    [Range(0.05, 1.0)]
    public double FeatureFraction { get; init; } = 0.3;

    /// <summary>Share of the rows that each tree sees, 0.1 to 1; default 0.8.</summary>
    [Range(0.1, 1.0)]
    public double BaggingFraction { get; init; } = 0.8;

    /// <summary>Weight of the squared leaf in the loss, 0 to 1000; default 3. LightGBM only: FastTree has no such setting.</summary>
    [Range(0.0, 1000.0)]
    public double L2 { get; init; } = 3;

    /// <summary>Fewest rows in a leaf, 1 to 10000; default 60.</summary>
    [Range(1, 10_000)]
    public int MinimumRowsPerLeaf { get; init; } = 60;

    /// <summary>Bins per feature while fitting, 15 to 255; default 127.</summary>
    [Range(15, 255)]
    public int MaximumBins { get; init; } = 127;

    /// <summary>Forests of different seeds whose margins are averaged in the model, 1 to 5; default 2.</summary>
    [Range(1, 5)]
    public int Forests { get; init; } = 2;

    /// <summary>Threads of one FastTree fit, 1 to 64; default 2. LightGBM always uses one.</summary>
    [Range(1, 64)]
    public int Threads { get; init; } = 2;

    /// <summary>Share of the deliveries, the latest, that only test, 0.05 to 0.5; default 0.2.</summary>
    [Range(0.05, 0.5)]
    public double TestShare { get; init; } = 0.2;

    /// <summary>Share of the deliveries before the test slice that only fits, before the first rolling fold, 0.2 to 0.9; default 0.55.</summary>
    [Range(0.2, 0.9)]
    public double FirstFoldFrom { get; init; } = 0.55;

    /// <summary>Rolling out-of-time folds that choose the family and fit the calibration, 1 to 10; default 3.</summary>
    [Range(1, 10)]
    public int RollingFolds { get; init; } = 3;

    /// <summary>Days after its delivery before an order may be fitted, 0 to 120; default 14. Quick answers are the unhappy ones.</summary>
    [Range(0, 120)]
    public int LabelMaturityDays { get; init; } = 14;

    /// <summary>Copies of fitted orders with optional fields left out, as a share of the rows, 0 to 0.2; default 0.05. They teach the trees what a missing value means that the data never show missing.</summary>
    [Range(0.0, 0.2)]
    public double BlankedShare { get; init; } = 0.05;

    /// <summary>Draws of the bootstrap behind every interval, 50 to 5000; default 300.</summary>
    [Range(50, 5000)]
    public int BootstrapDraws { get; init; } = 300;

    /// <summary>Fewest delivered orders that are worth a training, 200 to 1000000; default 1000.</summary>
    [Range(200, 1_000_000)]
    public int MinimumDeliveries { get; init; } = 1000;

    /// <exception cref="TrainingException">A setting is out of range; names it, its value and what is allowed.</exception>
    public void Validate()
    {
        foreach (var property in typeof(TrainingParameters).GetProperties())
        {
            var allowed = property.GetCustomAttributes(typeof(RangeAttribute), false).OfType<RangeAttribute>().SingleOrDefault();
            var value = property.GetValue(this);
            if (allowed is not null && !allowed.IsValid(value))
                throw new TrainingException($"training parameter {property.Name} is {value}; allowed is {allowed.Minimum} to {allowed.Maximum}");
        }
    }
}
