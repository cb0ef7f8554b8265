using Streaming.Features;

namespace Streaming.Training.Replay;

/// <summary>The orders' vectors with the category codes of one dictionary: what a scorer with that dictionary would see.</summary>
public sealed class EncodedRows
{
    private readonly float[][] vectors;
    private readonly float[]?[] blanked;

    public EncodedRows(IReadOnlyList<DeliveredOrder> orders, CategoryDictionary dictionary)
    {
        Dictionary = dictionary;
        vectors = new float[orders.Count][];
        blanked = new float[]?[orders.Count];
        var row = new FeatureRow();
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = Encode(orders[i].Values, orders[i].Categories, dictionary, row);
            if (orders[i].Blanked is { } order)
                blanked[i] = Encode(order.Values, order.Categories, dictionary, row);
        }
    }

    public CategoryDictionary Dictionary { get; }

    public float[] this[int order] => vectors[order];

    /// <summary>The order with optional fields left out; null for most.</summary>
    public float[]? Blanked(int order) => blanked[order];

    public float[][] Of(IReadOnlyList<LabelledRow> rows)
    {
        var chosen = new float[rows.Count][];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = vectors[rows[i].Index];
        return chosen;
    }

    /// <summary>A fresh vector; <paramref name="row"/> is overwritten.</summary>
    public static float[] Encode(float[] values, string?[] categories, CategoryDictionary dictionary, FeatureRow row)
    {
        values.CopyTo(row.Values, 0);
        categories.CopyTo(row.Categories, 0);
        dictionary.Encode(row);
        return [.. row.Values];
    }
}
