using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Features.Predecessor;
using Streaming.Models.Policy;

namespace Streaming.Training.Replay;

/// <summary>The events played once through the histories: what each order looked like at its delivery, and every label.</summary>
public sealed class ReplayedHistory
{
    private const int CancellationInterval = 4096;

    private ReplayedHistory(IReadOnlyList<DeliveredOrder> orders, int reviews, HistoryTable histories, LocalTime ends)
    {
        Orders = orders;
        Reviews = reviews;
        Histories = histories;
        Ends = ends;
    }

    /// <summary>One per order, by delivery time then order id; the latest accepted version of an order counts.</summary>
    public IReadOnlyList<DeliveredOrder> Orders { get; }

    /// <summary>How many reviews there were, those of unknown orders included.</summary>
    public int Reviews { get; }

    /// <summary>Orders whose row is the vector that the live scorer used.</summary>
    public int Served { get; private init; }

    /// <summary>Of these, how many this program would compute otherwise.</summary>
    public int ServedOtherwise { get; private init; }

    /// <summary>The table after every event.</summary>
    public HistoryTable Histories { get; }

    /// <summary>The latest recorded time of any event.</summary>
    public LocalTime Ends { get; }

    /// <summary>
    /// Features read closed days only, so that having observed everything up to the delivery itself, and not just up to five minutes
    /// before it, changes none of them.
    /// </summary>
    /// <param name="events">In event-time order.</param>
    /// <param name="blankedShare">Share of the orders that are also kept with optional fields left out.</param>
    /// <param name="seed">Chooses those orders and their fields.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellation">Checked every few thousand events.</param>
    /// <param name="served">What the live scorer computed, by event id: taken instead of what is computed here.</param>
    public static ReplayedHistory Play(
        IReadOnlyList<MarketEvent> events,
        double blankedShare,
        long seed,
        Action<double> progress,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, ServedRow>? served = null
    )
    {
        var servedOtherwise = new Dictionary<string, bool>(StringComparer.Ordinal);
        var histories = new HistoryTable();
        var labels = new LabelHistory();
        var orders = new Dictionary<string, DeliveredOrder>(StringComparer.Ordinal);
        var row = new FeatureRow();
        var random = new SeededRandom(seed);
        var ends = LocalTime.MinValue;
        long deliveries = 0,
            reviews = 0;
        for (var i = 0; i < events.Count; i++)
        {
            if (i % CancellationInterval == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress((double)i / events.Count);
            }

            ends = LocalTime.Later(ends, events[i].RecordedAt);
            if (events[i].Review is { } review)
            {
                histories.Observe(review, new LogPosition(InputLog.Reviews, 0, reviews++));
                labels.Add(review);
                continue;
            }

            var delivery = events[i].Delivery!;
            var position = new LogPosition(InputLog.Deliveries, 0, deliveries++);
            histories.Observe(delivery, position);
            if (!histories.IsAccepted(delivery, position))
                continue;
            var computed = Row(delivery, histories, row, random.Share() < blankedShare ? random : null);
            if (served is not null && served.TryGetValue(delivery.EventId, out var used))
            {
                var taken = With(computed, used);
                servedOtherwise[delivery.OrderId] =
                    taken.IsOpen != computed.IsOpen || !taken.Values.AsSpan().SequenceEqual(computed.Values);
                computed = taken;
            }

            orders[delivery.OrderId] = computed;
        }

        DeliveredOrder[] sorted = [.. orders.Values.Select(order => order with { Labels = labels.Steps(order.OrderId) })];
        Array.Sort(sorted, DeliveredOrder.Compare);
        return new ReplayedHistory(sorted, labels.Count, histories, ends)
        {
            Served = servedOtherwise.Count,
            ServedOtherwise = servedOtherwise.Values.Count(other => other),
        };
    }

    /// <summary>The scorer's values; categories come from the order, for the scorer's codes are those of its model.</summary>
    private static DeliveredOrder With(DeliveredOrder computed, ServedRow served)
    {
        var values = (float[])served.Values.Clone();
        for (var index = 0; index < values.Length; index++)
            if (FeatureSchema.All[index].Kind == FeatureKind.Categorical)
                values[index] = float.NaN;
        return computed with { Values = values, IsOpen = served.IsOpen };
    }

    private static DeliveredOrder Row(OrderDelivered delivery, HistoryTable histories, FeatureRow row, SeededRandom? blanking)
    {
        var blanked = blanking is null ? null : Blanked(delivery, histories, row, blanking);
        FeatureBuilder.Build(delivery, histories, row);
        var predecessor = new float[PredecessorFeatures.Names.Count];
        var predecessorCategories = new string?[predecessor.Length];
        PredecessorFeatures.Build(delivery, predecessor, predecessorCategories);
        return new DeliveredOrder
        {
            OrderId = delivery.OrderId,
            DeliveredAt = delivery.DeliveredAt,
            Values = [.. row.Values],
            Categories = [.. row.Categories],
            Predecessor = predecessor,
            PredecessorCategories = predecessorCategories,
            IsOpen = !histories.IsReviewAlreadyIn(delivery),
            Blanked = blanked,
        };
    }

    private static BlankedOrder Blanked(OrderDelivered delivery, HistoryTable histories, FeatureRow row, SeededRandom random)
    {
        var everything = random.Below(2) == 0;
        FeatureBuilder.Build(everything ? Blanking.Everything(delivery) : Blanking.Some(delivery, random), histories, row);
        return new BlankedOrder([.. row.Values], [.. row.Categories], everything);
    }
}
