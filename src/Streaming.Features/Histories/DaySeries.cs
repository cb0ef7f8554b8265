namespace Streaming.Features.Histories;

/// <summary>Running totals of one key: one row of <c>width</c> sums per day that changed it, ascending. A window is the difference of two
/// rows.</summary>
/// <param name="width">Sums per row.</param>
/// <param name="capacity">Rows to make room for.</param>
internal sealed class DaySeries(int width, int capacity = 1)
{
    private int[] days = new int[capacity];
    private long[] totals = new long[capacity * width];

    /// <summary>Rows, one per day.</summary>
    public int Count { get; private set; }

    public int DayOf(int row) => days[row];

    /// <summary>The totals up to and including the row's day.</summary>
    public ReadOnlySpan<long> TotalsOf(int row) => totals.AsSpan(row * width, width);

    /// <summary>Adds to a day that is the last one or comes after it.</summary>
    public void Add(int day, ReadOnlySpan<long> change)
    {
        if (Count == 0 || days[Count - 1] < day)
            Append(day);
        else if (days[Count - 1] > day)
            throw new InvalidOperationException($"day {day} is closed; the series has reached day {days[Count - 1]}");
        var row = totals.AsSpan((Count - 1) * width, width);
        for (var i = 0; i < width; i++)
            row[i] += change[i];
    }

    /// <summary>Writes the sums over days <paramref name="from"/> … <paramref name="before"/> − 1.</summary>
    public void Sum(int from, int before, Span<long> into) => SumRows(RowsBefore(from), RowsBefore(before), into);

    /// <summary>Writes the sums over rows <paramref name="start"/> … <paramref name="end"/> − 1; zeros when there are none.</summary>
    public void SumRows(int start, int end, Span<long> into)
    {
        if (end == 0)
        {
            into.Clear();
            return;
        }

        TotalsOf(end - 1).CopyTo(into);
        if (start == 0)
            return;
        var earlier = TotalsOf(start - 1);
        for (var i = 0; i < earlier.Length; i++)
            into[i] -= earlier[i];
    }

    /// <summary>How many rows are of days before this one.</summary>
    public int RowsBefore(int day)
    {
        var known = days.AsSpan(0, Count);
        if (known.Length == 0 || known[^1] < day)
            return known.Length; // the usual read is of everything

        // A row is a day: no more rows than days lie between the last row and this day.
        var low = (int)Math.Max(0, known.Length - ((long)known[^1] - day + 1));
        var high = known.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (known[middle] < day)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Reads from the last row, for no other reason than to have the processor fetch it.</summary>
    public long Touch() => Count == 0 ? 0 : days[Count - 1] + totals[(Count - 1) * width];

    private void Append(int day)
    {
        if (Count == days.Length)
        {
            Array.Resize(ref days, Count * 2);
            Array.Resize(ref totals, Count * 2 * width);
        }

        days[Count] = day;
        if (Count > 0)
            TotalsOf(Count - 1).CopyTo(totals.AsSpan(Count * width, width));
        Count++;
    }
}
