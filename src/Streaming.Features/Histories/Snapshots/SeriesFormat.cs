namespace Streaming.Features.Histories.Snapshots;

/// <summary>
/// One series in a snapshot: the number of its rows and, unless that is 0, the length of the rows and the rows. A row is the step from the
/// day before it,
/// a mask of the sums that the day changed, and those changes.
/// </summary>
internal static class SeriesFormat
{
    public static void Write(DaySeries series, int width, CompactWriter to, CompactWriter rows)
    {
        rows.Clear();
        for (var row = 0; row < series.Count; row++)
            WriteRow(series, row, width, rows);
        to.Count(series.Count);
        to.Count(rows.Written.Length);
        to.Raw(rows.Written);
    }

    public static DaySeries Read(byte[] body, int at, int width)
    {
        var from = new CompactReader(body, at);
        var rows = from.Count();
        from.Count();
        var series = new DaySeries(width, rows);
        Span<long> change = stackalloc long[width];
        for (var day = 0; rows > 0; rows--)
        {
            day += from.SignedInt();
            var mask = from.Unsigned();
            for (var i = 0; i < change.Length; i++)
                change[i] = (mask >> i & 1) == 1 ? from.Signed() : 0;
            series.Add(day, change);
        }

        return series;
    }

    /// <summary>The offset behind a series that has rows.</summary>
    public static int Skip(byte[] body, int at)
    {
        var from = new CompactReader(body, at);
        from.Count();
        from.Skip(from.Count());
        return from.Position;
    }

    private static void WriteRow(DaySeries series, int row, int width, CompactWriter to)
    {
        to.Signed(row == 0 ? series.DayOf(0) : series.DayOf(row) - series.DayOf(row - 1));
        var totals = series.TotalsOf(row);
        Span<long> change = stackalloc long[width];
        var mask = 0UL;
        for (var i = 0; i < width; i++)
        {
            change[i] = row == 0 ? totals[i] : totals[i] - series.TotalsOf(row - 1)[i];
            if (change[i] != 0)
                mask |= 1UL << i;
        }

        to.Unsigned(mask);
        foreach (var value in change)
        {
            if (value != 0)
                to.Signed(value);
        }
    }
}
