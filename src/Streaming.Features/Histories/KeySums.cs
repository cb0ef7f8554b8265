namespace Streaming.Features.Histories;

/// <summary>
/// Where reading stands at one kind of count: the key read last with its sums over all closed days. An order asks for the same keys again
/// and again,
/// and every window of a key ends on the same row. Reused from order to order; not thread-safe.
/// </summary>
internal sealed class KeySums(CountBlock counts)
{
    private readonly long[] all = new long[counts.Width];
    private bool isRead;
    private int key;
    private DaySeries? series;
    private int end;

    /// <summary>Sums over all closed days; whoever moved here may change them.</summary>
    public Span<long> All => all;

    /// <summary>Forgets what was read: another order reads other days.</summary>
    public void Forget() => isRead = false;

    /// <summary>Makes <see cref="All"/> the sums of a key before a day; false when they are already.</summary>
    public bool Move(int next, int before)
    {
        if (isRead && key == next)
            return false;
        (isRead, key, series) = (true, next, counts.SeriesOf(next));
        end = series?.RowsBefore(before) ?? 0;
        Sum(0, all);
        return true;
    }

    /// <summary>The sums of the key from a day on.</summary>
    public void Since(int from, Span<long> into) => Sum(series?.RowsBefore(from) ?? 0, into);

    private void Sum(int start, Span<long> into)
    {
        if (series is null)
            into.Clear();
        else
            series.SumRows(start, end, into);
    }
}
