namespace Streaming.Console.Drift;

/// <summary>The conventional reading of a PSI.</summary>
public enum DriftBand
{
    Stable,
    Moderate,
    Major,
}

/// <summary>How far the orders of now are from those of the training, in one histogram.</summary>
/// <param name="Feature">Its name; <c>probability</c> is the score.</param>
/// <param name="Orders">n: orders counted now.</param>
/// <param name="ReferenceOrders">m: orders counted at the training.</param>
/// <param name="Psi">Population stability index; null when there is not enough data.</param>
/// <param name="Limit">What PSI stays below without any change, with these n and m; null when there is not enough data.</param>
/// <param name="JensenShannon">Jensen-Shannon distance to base 2, 0 to 1; null when there is not enough data.</param>
/// <param name="KolmogorovSmirnov">Largest difference of the cumulative shares over the bins, 0 to 1; null when there is not enough
/// data.</param>
/// <param name="Missing">Share of the orders now that have no value, 0 to 1.</param>
/// <param name="ReferenceMissing">The same at the training.</param>
/// <param name="Unseen">Share of the orders now whose category the model does not know.</param>
public sealed record HistogramDrift(
    string Feature,
    long Orders,
    long ReferenceOrders,
    double? Psi,
    double? Limit,
    double? JensenShannon,
    double? KolmogorovSmirnov,
    double Missing,
    double ReferenceMissing,
    double Unseen
)
{
    public bool HasEnoughData => Psi is not null;

    /// <summary>Null when there is not enough data.</summary>
    public DriftBand? Band =>
        Psi is not { } psi ? null
        : psi < DriftRules.StableBelow ? DriftBand.Stable
        : psi < DriftRules.MajorFrom ? DriftBand.Moderate
        : DriftBand.Major;

    /// <summary>More than the two samples would differ by chance.</summary>
    public bool ExceedsLimit => Psi > Limit;
}
