using Streaming.Contracts;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>One remembered order, versions from the oldest on, so that a reader can rebuild the chains.</summary>
internal sealed class OrderWriter(CompactWriter destination, int[][] places)
{
    private readonly CompactWriter to = new();
    private readonly Stack<DeliveryFacts> deliveries = new();
    private readonly Stack<ReviewFacts> reviews = new();
    private readonly Stack<AcceptedMark> marks = new();

    public void Write(OrderMemory memory, bool withPositions)
    {
        to.Clear();
        to.Signed(memory.LastDay);
        for (var version = memory.Delivery; version is not null; version = version.Previous)
            deliveries.Push(version);
        to.Count(deliveries.Count);
        while (deliveries.TryPop(out var version))
            Write(version);

        var count = 0;
        for (var review = memory.Reviews; review is not null; review = review.NextReview)
            count++;
        to.Count(count);
        for (var review = memory.Reviews; review is not null; review = review.NextReview)
        {
            for (var version = review; version is not null; version = version.Previous)
                reviews.Push(version);
            to.Fixed(review.EventHash);
            to.Count(reviews.Count);
            while (reviews.TryPop(out var version))
                Write(version, memory.Delivery);
        }

        if (withPositions)
        {
            for (var mark = memory.Mark; mark is not null; mark = mark.Previous)
                marks.Push(mark);
            to.Count(marks.Count);
            while (marks.TryPop(out var mark))
                Write(mark);
        }

        destination.Id(memory.Key);
        destination.Count(to.Written.Length);
        destination.Raw(to.Written);
    }

    private void Write(DeliveryFacts version)
    {
        to.Byte(
            (byte)(
                (version.Replaces ? 1 : 0)
                | (version.IsLate ? 2 : 0)
                | (version.HasExpectation ? 4 : 0)
                | (version.Area != KeyTable.Unknown ? 8 : 0)
            )
        );
        to.Signed(version.Version);
        to.Fixed(version.EventHash);
        to.Signed(version.Day);
        to.Signed(version.DeliveredAt - version.Day * LocalTime.MillisecondsPerDay);
        to.Signed(version.Bucket);
        Write(version.Keys);
        if (version.Area != KeyTable.Unknown)
            to.Count(places[(int)KeyKind.Area][version.Area]);
        if (!version.HasExpectation)
            return;
        to.Signed(version.ExpectedBad);
        to.Signed(version.ExpectedScore);
    }

    private void Write(ReviewFacts version, DeliveryFacts? delivery)
    {
        var sharesKeys = delivery is not null && delivery.Keys.SameAs(version.Keys);
        to.Byte((byte)((version.Replaces ? 1 : 0) | (sharesKeys ? 2 : 0)));
        to.Signed(version.Version);
        to.Signed(version.Day);
        to.Signed(version.InAt - version.Day * LocalTime.MillisecondsPerDay);
        to.Signed(version.InAt - version.AnsweredAt);
        to.Byte(version.Score);
        to.Byte(version.Complaints);
        if (!sharesKeys)
            Write(version.Keys);
    }

    private void Write(AcceptedMark mark)
    {
        to.Signed(mark.Version);
        to.Signed(mark.Day);
        to.Signed(mark.Partition);
        to.Signed(mark.Offset);
    }

    private void Write(KeySet keys)
    {
        for (var kind = KeyKind.Seller; kind <= KeyKind.Category; kind++)
        {
            var ofKind = keys.Of(kind);
            to.Count(ofKind.Length);
            foreach (var key in ofKind)
                to.Count(places[(int)kind][key]);
        }
    }
}
