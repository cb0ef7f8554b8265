using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>An event that counts, on its day. Not Corrects: it stands for itself. Otherwise it replaces the one before it.</summary>
internal sealed record Counted<TEvent>(TEvent Event, string EventId, int Version, int Day, long InAt, bool Corrects);

internal sealed record DeliveryRow(int Day, int Sign, OrderDelivered Delivery);

internal sealed record ReviewRow(int Day, int Sign, ReviewSubmitted Review);

internal sealed record JoinedRow(int Day, int Sign, Counted<OrderDelivered> Delivery, ReviewSubmitted Review);

/// <summary>
/// Both logs written out as plain rows with a day and a sign, from the definitions: clamp each event against all before it in its
/// partition, drop what does not
/// count, then look at every order on every day that it changes.
/// </summary>
internal sealed class NaiveLedger
{
    private const long Day = 86_400_000;
    private const int Remembered = 400;

    public List<DeliveryRow> Deliveries { get; } = [];

    public List<ReviewRow> Reviews { get; } = [];

    public List<JoinedRow> Joined { get; } = [];

    /// <summary>By order: every delivery version that counts.</summary>
    public Dictionary<string, List<Counted<OrderDelivered>>> DeliveriesOf { get; } = [];

    /// <summary>By order: every review version that counts.</summary>
    public Dictionary<string, List<Counted<ReviewSubmitted>>> ReviewsOf { get; } = [];

    public HashSet<LogPosition> Accepted { get; } = [];

    public int Ignored { get; private set; }

    public int Late { get; private set; }

    public NaiveLedger(IReadOnlyList<LogRecord> log)
    {
        foreach (var partition in log.GroupBy(record => (record.Position.Log, record.Position.Partition)))
        {
            var highest = long.MinValue;
            foreach (var record in partition.OrderBy(record => record.Position.Offset))
            {
                var recorded = record.RecordedAt.Milliseconds;
                highest = Math.Max(highest, recorded);
                var back = highest - recorded;
                // The hour of the night in which clocks go back, on a day that nobody can have read who saw the highest time.
                var keepsDay = back <= 64 * 60_000 && Floor(recorded) >= Floor(highest - 4 * 60_000);
                var late = back > 4 * 60_000 && !keepsDay;
                var knownAt = back > 4 * 60_000 ? highest : recorded;
                if (record.Delivery is { } delivery)
                {
                    Take(
                        delivery,
                        delivery.EventId,
                        delivery.Version,
                        delivery.DeliveredAt,
                        late ? highest : recorded,
                        knownAt,
                        late,
                        Of(DeliveriesOf, delivery.OrderId),
                        record.Position
                    );
                }
                else
                {
                    var review = record.Review!;
                    var sameId = Of(ReviewsOf, review.OrderId).Where(other => other.Event.EventId == review.EventId).ToList();
                    var before = sameId.Count;
                    Take(
                        review,
                        review.EventId,
                        review.Version,
                        review.AnsweredAt,
                        late ? highest : recorded,
                        knownAt,
                        late,
                        sameId,
                        record.Position
                    );
                    if (sameId.Count > before)
                        Of(ReviewsOf, review.OrderId).Add(sameId[^1]);
                }
            }
        }

        WriteRows();
    }

    private void Take<TEvent>(
        TEvent item,
        string eventId,
        int version,
        LocalTime happened,
        long recorded,
        long knownAt,
        bool late,
        List<Counted<TEvent>> earlier,
        LogPosition position
    )
    {
        var inAt = Math.Max(happened.Milliseconds, knownAt);
        var day = Floor(Math.Max(happened.Milliseconds, recorded));
        var known = earlier.Count > 0 && day - earlier[^1].Day <= Remembered;
        var isRepeat = earlier.Exists(other =>
            other.EventId == eventId && other.Version == version && Math.Abs(day - other.Day) <= Remembered
        );
        if (isRepeat || (known && version <= earlier[^1].Version))
        {
            Ignored++;
            return;
        }

        if (late)
            Late++;
        Accepted.Add(position);
        earlier.Add(new Counted<TEvent>(item, eventId, version, known ? Math.Max(day, earlier[^1].Day) : day, inAt, known));
    }

    private static int Floor(long milliseconds) => (int)Math.Floor(milliseconds / (double)Day);

    private void WriteRows()
    {
        foreach (var versions in DeliveriesOf.Values)
        {
            for (var i = 0; i < versions.Count; i++)
            {
                Deliveries.Add(new DeliveryRow(versions[i].Day, 1, versions[i].Event));
                if (versions[i].Corrects)
                    Deliveries.Add(new DeliveryRow(versions[i].Day, -1, versions[i - 1].Event));
            }
        }

        foreach (var (order, all) in ReviewsOf)
        {
            foreach (var versions in all.GroupBy(review => review.Event.EventId).Select(group => group.ToList()))
            {
                for (var i = 0; i < versions.Count; i++)
                {
                    Reviews.Add(new ReviewRow(versions[i].Day, 1, versions[i].Event));
                    if (versions[i].Corrects)
                        Reviews.Add(new ReviewRow(versions[i].Day, -1, versions[i - 1].Event));
                }

                Join(DeliveriesOf.GetValueOrDefault(order, []), versions);
            }
        }
    }

    private void Join(List<Counted<OrderDelivered>> deliveries, List<Counted<ReviewSubmitted>> reviews)
    {
        int delivery = -1,
            review = -1;
        foreach (var day in deliveries.Select(version => version.Day).Concat(reviews.Select(version => version.Day)).Distinct().Order())
        {
            var (deliveryNow, reviewNow) = (
                deliveries.FindLastIndex(version => version.Day <= day),
                reviews.FindLastIndex(version => version.Day <= day)
            );
            var corrects =
                deliveries.Take(deliveryNow + 1).Skip(delivery + 1).All(version => version.Corrects)
                && reviews.Take(reviewNow + 1).Skip(review + 1).All(version => version.Corrects);
            if (delivery >= 0 && review >= 0 && corrects && Joins(deliveries[delivery], reviews[review]))
                Joined.Add(new JoinedRow(day, -1, deliveries[delivery], reviews[review].Event));
            if (deliveryNow >= 0 && reviewNow >= 0 && Joins(deliveries[deliveryNow], reviews[reviewNow]))
                Joined.Add(new JoinedRow(day, 1, deliveries[deliveryNow], reviews[reviewNow].Event));
            (delivery, review) = (deliveryNow, reviewNow);
        }
    }

    private static bool Joins(Counted<OrderDelivered> delivery, Counted<ReviewSubmitted> review) =>
        NaiveTwin.BucketOf(delivery.Event) is not null
        && review.Event.AnsweredAt >= delivery.Event.DeliveredAt
        && Math.Max(review.Day, delivery.Day) - delivery.Day <= 120
        && delivery.Day - review.Day <= Remembered;

    private static List<T> Of<T>(Dictionary<string, List<T>> byOrder, string order)
    {
        if (!byOrder.TryGetValue(order, out var list))
            byOrder.Add(order, list = []);
        return list;
    }
}
