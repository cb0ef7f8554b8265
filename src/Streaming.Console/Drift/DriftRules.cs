namespace Streaming.Console.Drift;

/// <summary>When a distance between two histograms says something.</summary>
public sealed record DriftRules
{
    /// <summary>PSI up to here is called stable by convention; a fixed band, right for no sample size in particular.</summary>
    public const double StableBelow = 0.10;

    /// <summary>PSI from here on is called a major shift by convention.</summary>
    public const double MajorFrom = 0.25;

    public static readonly DriftRules Default = new();

    /// <summary>Fewest orders of which anything is said, 50 or more. Default 300: below, PSI over ten bins is mostly noise.</summary>
    public int MinimumOrders { get; init; } = 300;

    /// <summary>Probability that any of the compared histograms exceeds its limit although nothing has changed, above 0 and below 0.5.
    /// Default 0.01.</summary>
    public double FalseAlarms { get; init; } = 0.01;
}
