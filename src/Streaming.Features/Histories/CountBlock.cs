namespace Streaming.Features.Histories;

/// <summary>The daily counts of one kind of fact, for every key of one kind.</summary>
/// <param name="width">Sums per key and day.</param>
internal sealed class CountBlock(int width)
{
    private readonly List<DaySeries?> byKey = [];

    public int Width => width;

    /// <summary>Keys from 0 that may have a series.</summary>
    public int Keys => byKey.Count;

    public DaySeries? SeriesOf(int key) => key < byKey.Count ? byKey[key] : null;

    public void Add(int key, int day, ReadOnlySpan<long> change)
    {
        while (byKey.Count <= key) byKey.Add(null);
        (byKey[key] ??= new DaySeries(width)).Add(day, change);
    }

    /// <summary>An empty series for a key that has none yet, with room for exactly so many rows.</summary>
    public DaySeries Begin(int key, int rows)
    {
        while (byKey.Count <= key) byKey.Add(null);
        return byKey[key] = new DaySeries(width, rows);
    }

    /// <summary>Sums over closed days <paramref name="from"/> … <paramref name="before"/> − 1; zeros for an unknown key.</summary>
    public void Sum(int key, int from, int before, Span<long> into)
    {
        if ((uint)key < (uint)byKey.Count && byKey[key] is { } series) series.Sum(from, before, into);
        else into.Clear();
    }
}
