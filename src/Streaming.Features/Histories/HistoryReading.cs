using Streaming.Contracts.Events;

namespace Streaming.Features.Histories;

/// <summary>
/// What one delivery may read: the days before its reading day, without its own reviews. Prepared for one order after the other by
/// <see cref="HistoryTable.Read"/>; valid until the next.
/// </summary>
internal sealed class HistoryReading(ClosedDays counts)
{
    /// <summary>As a window: every closed day.</summary>
    public const int AllDays = 0;

    private readonly OwnLines own = new();
    private int before;

    public void Prepare(OrderMemory? memory, int readingDay, int rememberedFrom, int closedBefore)
    {
        before = readingDay;
        own.Collect(memory, rememberedFrom, Math.Min(readingDay, closedBefore));
    }

    public int KeyOf(KeyKind kind, ReadOnlySpan<char> name) => counts.Keys[(int)kind].Find(name);

    public void Reviews(KeyKind kind, int key, int days, Span<long> into)
    {
        var from = FirstOf(days);
        counts.Reviews[(int)kind].Sum(key, from, before, into);
        own.SubtractReviews(kind, key, from, into);
    }

    public void Joined(KeyKind kind, int key, int days, Span<long> into)
    {
        var from = FirstOf(days);
        counts.Joined[(int)kind].Sum(key, from, before, into);
        own.SubtractJoined(kind, key, from, into);
    }

    public void Deliveries(int seller, int days, Span<long> into) => counts.Deliveries.Sum(seller, FirstOf(days), before, into);

    /// <summary>The order's expectation; <paramref name="bucket"/> is a real one.</summary>
    public Expectation Expect(int bucket)
    {
        Span<long> sums = stackalloc long[BucketColumns.Width];
        var from = FirstOf(HistoryConstants.ExpectationDays);
        counts.Expectations.Sum(bucket, from, before, sums);
        own.SubtractBucket(bucket, from, sums);
        return Expectation.Of(bucket, sums);
    }

    private int FirstOf(int days) => days == AllDays ? int.MinValue : before - days;
}
