using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories.Snapshots;

namespace Streaming.Features.Histories;

/// <summary>Which input topic a record came from.</summary>
public enum InputLog : byte
{
    Deliveries,
    Reviews,
}

/// <summary>Where an event stands in the logs that feed the histories.</summary>
public readonly record struct LogPosition(InputLog Log, int Partition, long Offset);

/// <summary>
/// Integer counts per key and day. A pure function of the two input logs: the order in which their partitions are read cannot change it, as
/// long as a
/// delivery is read only after every partition has passed <see cref="FeatureTime.MustHavePassed"/>. Not thread-safe.
/// </summary>
public sealed class HistoryTable
{
    /// <inheritdoc cref="OrderMemory.MostVersions"/>
    public const int MostVersions = OrderMemory.MostVersions;

    /// <inheritdoc cref="OrderMemory.MostReviews"/>
    public const int MostReviews = OrderMemory.MostReviews;

    private readonly ClosedDays counts = new();
    private readonly OrderBook orders = new();
    private readonly Dictionary<(InputLog Log, int Partition), PartitionProgress> partitions = [];
    private readonly DayClosing closing;
    private readonly HistoryReading reading;
    private readonly EventCounts events = new();

    public HistoryTable()
    {
        closing = new DayClosing(counts, orders);
        reading = new HistoryReading(counts);
    }

    /// <summary>Next offset to read per partition, as of this call; a partition never seen is absent.</summary>
    public IReadOnlyDictionary<(InputLog Log, int Partition), long> NextOffsets =>
        partitions.ToDictionary(entry => entry.Key, entry => entry.Value.NextOffset);

    /// <summary>Latest recorded_at observed; null when nothing was.</summary>
    public LocalTime? Through { get; private set; }

    /// <summary>Latest moment that an observed event speaks of: its recorded_at or, at most five minutes later, the moment at which its
    /// delivery reads. Null when nothing was observed.</summary>
    public LocalTime? Reached { get; private set; }

    /// <summary>True when a delivery at <see cref="Reached"/> reads days that are not closed yet.</summary>
    public bool HasDaysToClose => Reached is { } reached && FirstOpenDay(reached) > closing.ClosedBefore;

    public HistoryCounters Counters => events.ToCounters();

    /// <summary>See <see cref="HistoryCounters.Late"/>.</summary>
    public long LateEvents => events.Late;

    /// <summary>See <see cref="HistoryCounters.TooOld"/>.</summary>
    public long TooOldEvents => events.TooOld;

    /// <summary>Orders that are remembered: those with an event in the last 400 days.</summary>
    public int RememberedOrders => orders.Count;

    /// <summary>Observes one delivery; ignored when its (log, partition, offset) was already seen.</summary>
    /// <exception cref="ArgumentException">The position is of the other log.</exception>
    public void Observe(OrderDelivered delivery, LogPosition position)
    {
        if (!TryAdvance(position, InputLog.Deliveries, delivery.RecordedAt, out var recorded))
            return;
        Reached = LocalTime.Later(Reached!.Value, FeatureTime.ReadsAt(delivery));
        var isLate = recorded.IsLate;
        var day = FeatureTime.DayOf(LocalTime.Later(delivery.DeliveredAt, recorded.CountsAt).Milliseconds);
        if (IsTooOld(day))
            return;
        var memory = orders.FindOrAdd(delivery.OrderId);
        if (memory.HasAllVersions)
        {
            events.TooMany++;
            return;
        }

        if (memory.Mark is not { } mark || day - mark.Day > HistoryConstants.MemoryDays || delivery.Version > mark.Version)
            memory.Mark = new AcceptedMark(memory.Mark, delivery.Version, day, position.Partition, position.Offset);
        CountingRule.Observe(memory, delivery, MoveToOpenDay(day, ref isLate), isLate, counts, closing, events);
    }

    /// <summary>Observes one review; ignored when its (log, partition, offset) was already seen.</summary>
    /// <exception cref="ArgumentException">The position is of the other log.</exception>
    public void Observe(ReviewSubmitted review, LogPosition position)
    {
        if (!TryAdvance(position, InputLog.Reviews, review.RecordedAt, out var recorded))
            return;
        var isLate = recorded.IsLate;
        var inAt = LocalTime.Later(review.AnsweredAt, recorded.KnownAt);
        var day = FeatureTime.DayOf(LocalTime.Later(review.AnsweredAt, recorded.CountsAt).Milliseconds);
        if (IsTooOld(day))
            return;
        var memory = orders.FindOrAdd(review.OrderId);
        if (memory.HasAllReviews)
            events.TooMany++;
        else
            CountingRule.Observe(memory, review, inAt, MoveToOpenDay(day, ref isLate), isLate, counts, closing, events);
    }

    /// <summary>
    /// False when the delivery at this position is the same event again or a lower version of an order already seen earlier in the same
    /// log.
    /// The delivery must have been observed. An event first known from an artifact's histories is accepted at its first position in the
    /// log.
    /// </summary>
    /// <remarks>
    /// A delivery that is forgotten (400 days before what is remembered of its order) counts as accepted: nothing is left to judge it by.
    /// </remarks>
    public bool IsAccepted(OrderDelivered delivery, LogPosition position)
    {
        if (orders.Find(delivery.OrderId) is not { Mark: not null } memory)
            return true;
        var day = FeatureTime.DayOf(LocalTime.Later(delivery.DeliveredAt, delivery.RecordedAt).Milliseconds);
        var isForgotten = true;
        for (var mark = memory.Mark; mark is not null; mark = mark.Previous)
        {
            if (mark.Partition == position.Partition && mark.Offset == position.Offset)
                return true;
            if (Math.Abs((long)day - mark.Day) <= HistoryConstants.MemoryDays)
                isForgotten = false;
        }

        return isForgotten;
    }

    /// <summary>
    /// True for a delivery that corrects an order of which <see cref="MostVersions"/> versions are counted already: it is not accepted, but
    /// no repetition either.
    /// </summary>
    public bool IsBeyondLimit(OrderDelivered delivery) =>
        orders.Find(delivery.OrderId) is { HasAllVersions: true } memory
        && (memory.Mark is not { } mark || delivery.Version > mark.Version);

    /// <summary>
    /// The same for a delivery that was refused when it was logged, was never observed, and is redriven: judged by its place in the log, as
    /// if it had been valid there.
    /// False when an event before it in its partition stands with the same or a higher version. What came after it does not count against
    /// it, but for the very
    /// version: that one was sent again and is scored there.
    /// </summary>
    public bool IsAcceptedByPlace(OrderDelivered delivery, LogPosition position)
    {
        if (orders.Find(delivery.OrderId) is not { } memory)
            return true;
        var day = FeatureTime.DayOf(LocalTime.Later(delivery.DeliveredAt, delivery.RecordedAt).Milliseconds);
        for (var mark = memory.Mark; mark is not null; mark = mark.Previous)
        {
            if (mark.Partition != position.Partition || Math.Abs((long)day - mark.Day) > HistoryConstants.MemoryDays)
                continue;
            if (mark.Offset < position.Offset ? mark.Version >= delivery.Version : mark.Version == delivery.Version)
                return false;
        }

        return true;
    }

    /// <summary>Some review of the order with max(answered, recorded_at) at most five minutes before the delivery's time.</summary>
    public bool IsReviewAlreadyIn(OrderDelivered delivery)
    {
        if (orders.Find(delivery.OrderId) is not { Reviews: not null } memory)
            return false;
        var latest = FeatureTime.ReadsAt(delivery).Milliseconds - FeatureTime.QuietMilliseconds;
        var rememberedFrom = DayOf(delivery, memory) - HistoryConstants.MemoryDays;
        for (var review = memory.Reviews; review is not null; review = review.NextReview)
        {
            for (var version = review; version is not null; version = version.Previous)
            {
                if (version.InAt <= latest && version.Day >= rememberedFrom)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Writes a snapshot; equal tables write equal bytes. What was read (which days are closed) is part of the table.</summary>
    /// <param name="destination">Receives the bytes; left open.</param>
    /// <param name="withPositions">False for an artifact made from tables: its offsets mean nothing on a topic.</param>
    public void Save(Stream destination, bool withPositions) =>
        new SnapshotWriter(counts, orders, partitions, Through, closing.ClosedBefore).Save(destination, withPositions);

    /// <summary>Reads exactly one snapshot; the stream may go on behind it.</summary>
    /// <exception cref="InvalidDataException">Not a snapshot, another format or feature version, damaged or cut short.</exception>
    public static HistoryTable Load(Stream source)
    {
        var table = new HistoryTable();
        table.Through = new SnapshotReader(table.counts, table.orders, table.partitions, table.closing).Load(source);
        table.Reached = table.Through;
        return table;
    }

    /// <summary>True once the partition has shown recorded_at at or after <paramref name="moment"/> + 4 minutes: nothing that comes later
    /// in it counts before the moment's day or is known before the moment.</summary>
    public bool HasPassed(InputLog log, int partition, LocalTime moment) =>
        partitions.TryGetValue((log, partition), out var progress) && progress.HasPassed(moment);

    /// <summary>
    /// Closes the days that a delivery at <paramref name="moment"/> reads, at most those that what was recorded has left behind. Every
    /// partition must have passed
    /// <see cref="FeatureTime.MustHavePassed"/> of it or have been read to the end that it had after the moment was reached.
    /// </summary>
    public void CloseDays(LocalTime moment)
    {
        if (Through is not null)
            closing.CloseBefore(FirstOpenDay(moment));
    }

    /// <summary>Closes the days that the delivery reads and prepares the reading of them; valid until the next call.</summary>
    internal HistoryReading Read(OrderDelivered delivery)
    {
        // A delivery dated beyond everything recorded must not close days that others still need.
        var recorded = Through is { } through ? LocalTime.Later(through, delivery.RecordedAt) : delivery.RecordedAt;
        closing.CloseBefore(Math.Min(FeatureTime.ReadingDay(FeatureTime.ReadsAt(delivery)), FeatureTime.DayOf(recorded.Milliseconds)));
        return ReadClosed(delivery);
    }

    /// <summary>The same from the days that are closed already: an order that no log holds must not close any, whatever it says of
    /// itself.</summary>
    internal HistoryReading ReadClosed(OrderDelivered delivery)
    {
        var readingDay = FeatureTime.ReadingDay(FeatureTime.ReadsAt(delivery));
        var memory = orders.Find(delivery.OrderId);
        reading.Prepare(memory, readingDay, DayOf(delivery, memory) - HistoryConstants.MemoryDays, closing.ClosedBefore);
        return reading;
    }

    /// <summary>What is known now, of no order.</summary>
    internal HistoryReading ReadNow()
    {
        reading.Prepare(null, Math.Max(closing.ClosedBefore, 0), int.MinValue, closing.ClosedBefore);
        return reading;
    }

    /// <summary>The first day that stays open.</summary>
    private int FirstOpenDay(LocalTime moment) => Math.Min(FeatureTime.ReadingDay(moment), FeatureTime.DayOf(Through!.Value.Milliseconds));

    private bool TryAdvance(LogPosition position, InputLog log, LocalTime recordedAt, out RecordedTime recorded)
    {
        if (position.Log != log)
            throw new ArgumentException($"an event of log {log} cannot stand at {position}", nameof(position));
        recorded = default;
        var key = (log, position.Partition);
        if (!partitions.TryGetValue(key, out var progress))
            partitions.Add(key, progress = new PartitionProgress());
        if (position.Offset < progress.NextOffset)
            return false;
        recorded = progress.Advance(position.Offset, recordedAt);
        Through = Through is { } through ? LocalTime.Later(through, recordedAt) : recordedAt;
        Reached = LocalTime.Later(Reached ?? recordedAt, recordedAt);
        return true;
    }

    /// <summary>
    /// An event from before everything that is remembered: nobody can tell any more whether it has been counted. A table from an artifact
    /// meets these when it
    /// follows a log that reaches further back than its memory.
    /// </summary>
    private bool IsTooOld(int day)
    {
        if (day >= (long)closing.ClosedBefore - HistoryConstants.MemoryDays)
            return false;
        events.TooOld++;
        return true;
    }

    /// <summary>An event on a closed day (its producer broke the promise) counts on the first open one.</summary>
    private int MoveToOpenDay(int day, ref bool isLate)
    {
        if (day >= closing.ClosedBefore)
            return day;
        isLate = true;
        return closing.ClosedBefore;
    }

    /// <summary>The day on which the delivery counts, or would count.</summary>
    private static int DayOf(OrderDelivered delivery, OrderMemory? memory)
    {
        for (var version = memory?.Delivery; version is not null; version = version.Previous)
        {
            if (version.Version == delivery.Version)
                return version.Day;
        }

        return FeatureTime.DayOf(LocalTime.Later(delivery.DeliveredAt, delivery.RecordedAt).Milliseconds);
    }
}
