namespace Streaming.Features.Histories;

/// <summary>One entry that an order's own review made in the histories: in the plain ones, or, with a delivery, in those of joined
/// reviews.</summary>
internal readonly record struct OwnLine(int Day, int Sign, ReviewFacts Review, DeliveryFacts? Delivery);

/// <summary>
/// What the reviews of one order have contributed to closed days: the part that a delivery of that same order must not read. Reused, and
/// nearly always
/// empty, because a first delivery comes before its reviews.
/// </summary>
internal sealed class OwnLines
{
    private readonly List<OwnLine> lines = [];

    /// <param name="memory">The order; null when nothing is remembered of it.</param>
    /// <param name="from">The first day that is remembered.</param>
    /// <param name="before">The first day that is not read.</param>
    public void Collect(OrderMemory? memory, int from, int before)
    {
        lines.Clear();
        for (var review = memory?.Reviews; review is not null; review = review.NextReview)
        {
            for (var version = review; version is not null; version = version.Previous)
            {
                if (version.Day < from || version.Day >= before)
                    continue;
                lines.Add(new OwnLine(version.Day, 1, version, null));
                if (version.Replaces)
                    lines.Add(new OwnLine(version.Day, -1, version.Previous!, null));
                if (ReferenceEquals(ReviewFacts.AsOf(review, version.Day), version))
                    CollectJoined(memory!.Delivery, review, version.Day);
            }

            for (var version = memory!.Delivery; version is not null; version = version.Previous)
            {
                if (version.Day < from || version.Day >= before || ReviewFacts.AsOf(review, version.Day)?.Day == version.Day)
                    continue;
                if (ReferenceEquals(DeliveryFacts.AsOf(memory.Delivery, version.Day), version))
                    CollectJoined(memory.Delivery, review, version.Day);
            }
        }
    }

    public void SubtractReviews(KeyKind kind, int key, int from, Span<long> sums)
    {
        if (key == KeyTable.Unknown)
            return;
        foreach (var line in lines)
        {
            if (line.Delivery is null && line.Day >= from && Array.IndexOf(line.Review.Keys.Of(kind), key) >= 0)
                ReviewColumns.Add(line.Review, -line.Sign, sums);
        }
    }

    public void SubtractJoined(KeyKind kind, int key, int from, Span<long> sums)
    {
        if (key == KeyTable.Unknown)
            return;
        foreach (var line in lines)
        {
            if (line.Delivery is not { } delivery || line.Day < from)
                continue;
            if (kind == KeyKind.Area ? delivery.Area == key : Array.IndexOf(delivery.Keys.Of(kind), key) >= 0)
                JoinedColumns.Add(delivery, line.Review, -line.Sign, sums);
        }
    }

    public void SubtractBucket(int bucket, int from, Span<long> sums)
    {
        foreach (var line in lines)
        {
            if (line.Delivery is { } delivery && line.Day >= from && delivery.Bucket == bucket)
                BucketColumns.Add(line.Review, -line.Sign, sums);
        }
    }

    private void CollectJoined(DeliveryFacts? delivery, ReviewFacts review, int day)
    {
        var (back, added) = Joining.ChangeOn(delivery, review, day);
        if (back is { } old)
            lines.Add(new OwnLine(day, -1, old.Review, old.Delivery));
        if (added is { } pair)
            lines.Add(new OwnLine(day, 1, pair.Review, pair.Delivery));
    }
}
