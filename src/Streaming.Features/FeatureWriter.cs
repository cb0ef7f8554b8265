namespace Streaming.Features;

/// <summary>Fills a row feature by feature in vector order. The only place where a double becomes a 32-bit float.</summary>
internal ref struct FeatureWriter(Span<float> values, Span<string?> categories)
{
    private readonly Span<float> values = values;
    private readonly Span<string?> categories = categories;

    /// <summary>How many features have been written.</summary>
    public int Count { get; private set; }

    /// <summary>A number; every NaN becomes the same one, so that equal vectors have equal bits.</summary>
    public void Add(double value)
    {
        values[Count] = double.IsNaN(value) ? float.NaN : (float)value;
        categories[Count++] = null;
    }

    public void Add(bool value) => Add(value ? 1.0 : 0.0);

    public void AddCategory(string? category)
    {
        values[Count] = float.NaN;
        categories[Count++] = category;
    }
}
