namespace Streaming.Features.Histories;

/// <summary>
/// Folds the events of a day into the counts once a delivery reads that day, in ascending order of days. Within a day only sums of integers
/// change,
/// and an expectation reads earlier days only, so the order of the orders cannot matter.
/// </summary>
internal sealed class DayClosing(ClosedDays counts, OrderBook orders)
{
    private readonly SortedDictionary<int, List<OrderMemory>> open = [];
    private readonly OwnLines own = new();

    /// <summary>Every day before this one is closed.</summary>
    public int ClosedBefore { get; private set; } = int.MinValue;

    /// <summary>Notes an event that counts on a day that is not closed.</summary>
    public void Open(OrderMemory memory, int day)
    {
        if (!open.TryGetValue(day, out var touched))
            open.Add(day, touched = []);
        touched.Add(memory);
    }

    /// <summary>Takes up a snapshot, before anything is opened or closed.</summary>
    public void Resume(int closedBefore) => ClosedBefore = closedBefore;

    /// <summary>Closes every day before <paramref name="day"/>; nothing when they are closed already.</summary>
    public void CloseBefore(int day)
    {
        if (day <= ClosedBefore)
            return;
        while (TryTakeFirst(day, out var first, out var touched))
        {
            foreach (var memory in touched)
            {
                if (memory.ClosedDay >= first)
                    continue;
                memory.ClosedDay = first;
                Close(memory, first);
            }

            orders.Closed(first, touched);
        }

        ClosedBefore = day;
        orders.ForgetBefore(day - HistoryConstants.MemoryDays);
    }

    /// <summary>The expectation of a delivery, read from the days before its own reading day without its order's own reviews.</summary>
    public Expectation Expect(OrderMemory memory, DeliveryFacts delivery)
    {
        var before = FeatureTime.DayOf(delivery.DeliveredAt - FeatureTime.QuietMilliseconds);
        own.Collect(memory, delivery.Day - HistoryConstants.MemoryDays, before);
        Span<long> sums = stackalloc long[BucketColumns.Width];
        counts.Expectations.Sum(delivery.Bucket, before - HistoryConstants.ExpectationDays, before, sums);
        own.SubtractBucket(delivery.Bucket, before - HistoryConstants.ExpectationDays, sums);
        return Expectation.Of(delivery.Bucket, sums);
    }

    private bool TryTakeFirst(int before, out int day, out List<OrderMemory> touched)
    {
        foreach (var (first, list) in open)
        {
            if (first >= before)
                break;
            open.Remove(first);
            (day, touched) = (first, list);
            return true;
        }

        (day, touched) = (0, []);
        return false;
    }

    private void Close(OrderMemory memory, int day)
    {
        for (var version = memory.Delivery; version is not null && version.Day >= day; version = version.Previous)
        {
            if (version.Day != day)
                continue;
            CountDelivery(version, 1, day);
            if (version.Replaces)
                CountDelivery(version.Previous!, -1, day);
        }

        for (var review = memory.Reviews; review is not null; review = review.NextReview)
        {
            for (var version = review; version is not null && version.Day >= day; version = version.Previous)
            {
                if (version.Day != day)
                    continue;
                CountReview(version, 1, day);
                if (version.Replaces)
                    CountReview(version.Previous!, -1, day);
            }

            var (back, added) = Joining.ChangeOn(memory.Delivery, review, day);
            if (back is { } old)
                CountJoined(memory, old, -1, day);
            if (added is { } pair)
                CountJoined(memory, pair, 1, day);
        }
    }

    private void CountDelivery(DeliveryFacts delivery, int sign, int day)
    {
        Span<long> change = [sign, delivery.IsLate ? sign : 0];
        foreach (var seller in delivery.Keys.Sellers)
            counts.Deliveries.Add(seller, day, change);
    }

    private void CountReview(ReviewFacts review, int sign, int day)
    {
        Span<long> change = stackalloc long[ReviewColumns.Width];
        change.Clear();
        ReviewColumns.Add(review, sign, change);
        for (var kind = KeyKind.Seller; kind <= KeyKind.Category; kind++)
        {
            foreach (var key in review.Keys.Of(kind))
                counts.Reviews[(int)kind].Add(key, day, change);
        }
    }

    private void CountJoined(OrderMemory memory, Joined pair, int sign, int day)
    {
        var delivery = pair.Delivery;
        if (!delivery.HasExpectation)
        {
            var expectation = Expect(memory, delivery);
            delivery.ExpectedBad = Expectation.ToFixedPoint(expectation.Bad);
            delivery.ExpectedScore = Expectation.ToFixedPoint(expectation.Score);
            delivery.HasExpectation = true;
        }

        Span<long> change = stackalloc long[JoinedColumns.Width];
        change.Clear();
        JoinedColumns.Add(delivery, pair.Review, sign, change);
        for (var kind = KeyKind.Seller; kind <= KeyKind.Category; kind++)
        {
            foreach (var key in delivery.Keys.Of(kind))
                counts.Joined[(int)kind].Add(key, day, change);
        }

        if (delivery.Area != KeyTable.Unknown)
            counts.Joined[(int)KeyKind.Area].Add(delivery.Area, day, change);
        var bucket = change[..BucketColumns.Width];
        bucket.Clear();
        BucketColumns.Add(pair.Review, sign, bucket);
        counts.Expectations.Add(delivery.Bucket, day, bucket);
    }
}
