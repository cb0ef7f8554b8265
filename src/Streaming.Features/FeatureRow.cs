namespace Streaming.Features;

/// <summary>One order's features before its categories became codes. Reused from order to order; not thread-safe.</summary>
public sealed class FeatureRow
{
    private static readonly bool[] Categorical = [.. FeatureSchema.All.Select(feature => feature.Kind == FeatureKind.Categorical)];

    /// <summary>One float per feature of <see cref="FeatureSchema.All"/>; NaN where missing and at every categorical feature.</summary>
    public float[] Values { get; } = new float[FeatureSchema.All.Count];

    /// <summary>The category at every categorical feature's index, null where missing and at numeric features.</summary>
    public string?[] Categories { get; } = new string?[FeatureSchema.All.Count];

    internal static bool IsCategorical(int index) => Categorical[index];
}
