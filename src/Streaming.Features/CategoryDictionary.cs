namespace Streaming.Features;

/// <summary>Ordinal codes of the categories of a training slice, per categorical feature. Immutable.</summary>
public sealed class CategoryDictionary(IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
{
    /// <summary>Feature name to its known categories; a category's code is its index.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; } = categories;

    /// <summary>Writes the codes of the row's categories into its values; NaN where missing or unseen.</summary>
    public void Encode(FeatureRow row) => throw new NotImplementedException(row.ToString());

    /// <summary>True when the row holds a category at this feature that the dictionary does not know.</summary>
    public bool IsUnseen(FeatureRow row, int featureIndex) => throw new NotImplementedException($"{row}{featureIndex}");
}
