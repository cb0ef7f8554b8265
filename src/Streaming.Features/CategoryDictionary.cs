using System.Collections.Frozen;

namespace Streaming.Features;

/// <summary>Ordinal codes of the categories of a training slice, per categorical feature. Immutable and thread-safe.</summary>
public sealed class CategoryDictionary
{
    private readonly FrozenDictionary<string, int>?[] codes = new FrozenDictionary<string, int>?[FeatureSchema.All.Count];

    /// <param name="categories">Feature name to its known categories; features that are left out know none.</param>
    /// <exception cref="ArgumentException">A name is no categorical feature, or a category is listed twice.</exception>
    public CategoryDictionary(IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
    {
        Categories = categories;
        foreach (var (name, known) in categories)
        {
            var index = FeatureSchema.IndexOf(name);
            if (FeatureSchema.All[index].Kind != FeatureKind.Categorical)
                throw new ArgumentException($"'{name}' is a number and has no categories", nameof(categories));
            var ofFeature = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var code = 0; code < known.Count; code++)
            {
                if (!ofFeature.TryAdd(known[code], code))
                    throw new ArgumentException($"category '{known[code]}' of '{name}' is listed twice", nameof(categories));
            }

            codes[index] = ofFeature.ToFrozenDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Feature name to its known categories; a category's code is its index.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; }

    /// <summary>The dictionary of a training slice: every category that occurs, in ordinal order, so that the order of rows cannot change a
    /// code.</summary>
    /// <param name="rows">The categories of each row, as <see cref="FeatureRow.Categories"/> holds them; enumerated once, nothing is
    /// kept.</param>
    public static CategoryDictionary Build(IEnumerable<IReadOnlyList<string?>> rows)
    {
        var found = new SortedSet<string>?[FeatureSchema.All.Count];
        for (var i = 0; i < found.Length; i++)
        {
            if (FeatureSchema.All[i].Kind == FeatureKind.Categorical)
                found[i] = new SortedSet<string>(StringComparer.Ordinal);
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is { } set && row[i] is { } category)
                    set.Add(category);
            }
        }

        var categories = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } set)
                categories[FeatureSchema.All[i].Name] = [.. set];
        }

        return new CategoryDictionary(categories);
    }

    /// <summary>Writes the codes of the row's categories into its values; NaN where missing or unseen. Allocates nothing.</summary>
    public void Encode(FeatureRow row)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            if (FeatureRow.IsCategorical(i))
                row.Values[i] =
                    row.Categories[i] is { } category && codes[i] is { } known && known.TryGetValue(category, out var code)
                        ? code
                        : float.NaN;
        }
    }

    /// <summary>True when the row holds a category at this feature that the dictionary does not know; false where it is missing.</summary>
    public bool IsUnseen(FeatureRow row, int featureIndex) => IsUnseen(featureIndex, row.Categories[featureIndex]);

    /// <summary>The same for a value that is in no row.</summary>
    public bool IsUnseen(int featureIndex, string? value) => value is not null && !(codes[featureIndex]?.ContainsKey(value) ?? false);
}
