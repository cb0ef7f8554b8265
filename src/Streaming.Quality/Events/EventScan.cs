using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Marketplace;
using Streaming.Quality.Tables;

namespace Streaming.Quality.Events;

/// <summary>
/// Holds each event of the log against the contract and the rules with which the live scorer meets it, by the same code: what breaks the
/// contract is left out, what is
/// unexpected is flagged and stays.
/// </summary>
public sealed class EventScan(OrderRules rules) : IFlagSink
{
    private readonly List<CellFault> faults = [];
    private readonly List<long> rejected = [];
    private readonly HashSet<string> eventIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LocalTime> delivered = new(StringComparer.Ordinal);
    private readonly HashSet<string> reviewed = new(StringComparer.Ordinal);
    private OrderDelivered order = null!;
    private readonly LatestTimes<(long Place, MarketEvent Event)> recorded = new(FutureEvents.WidestGapMilliseconds);
    private readonly LatestTimes<byte> happened = new(FutureEvents.WidestGapMilliseconds);
    private long place;

    public FaultTally Deliveries { get; } = new(Topics.OrderDelivered.Name);

    public FaultTally Reviews { get; } = new(Topics.ReviewSubmitted.Name);

    public long DeliveryCount { get; private set; }

    public long ReviewCount { get; private set; }

    public long RejectedDeliveries { get; private set; }

    public long RejectedReviews { get; private set; }

    /// <summary>Places in the log, from 0, ascending.</summary>
    public IReadOnlyList<long> Rejected => rejected;

    public void Add(MarketEvent occurred)
    {
        faults.Clear();
        var isDelivery = occurred.Delivery is not null;
        if (isDelivery)
            DeliveryCount++;
        else
            ReviewCount++;
        var broken = isDelivery ? OrderContract.Find(occurred.Delivery!) : ReviewContract.Find(occurred.Review!);
        if (broken.Count > 0)
        {
            rejected.Add(place);
            if (isDelivery)
                RejectedDeliveries++;
            else
                RejectedReviews++;
            foreach (var violation in broken)
                faults.Add(
                    new CellFault(
                        violation.Field,
                        violation.Code,
                        Severity.Reject,
                        IsPersonal(violation.Field) ? "" : CellFault.Shorten(violation.Value)
                    )
                );
        }
        else if (isDelivery)
        {
            order = occurred.Delivery!;
            delivered[order.OrderId] = order.DeliveredAt;
            rules.Judge(order, this);
        }
        else
        {
            reviewed.Add(occurred.OrderId);
        }

        if (broken.Count == 0)
        {
            recorded.Add(occurred.RecordedAt, (place, occurred));
            happened.Add(occurred.Delivery?.DeliveredAt ?? occurred.Review!.AnsweredAt, 0);
        }

        if (broken.Count == 0 && !eventIds.Add($"{occurred.OrderId}\u001f{occurred.EventId}"))
            faults.Add(new CellFault("event_id", RuleCodes.Unique, Severity.Info, ""));
        place++;
        if (faults.Count > 0)
            (isDelivery ? Deliveries : Reviews).Add(place, occurred.OrderId, faults);
    }

    /// <summary>After the last event: rejects those of a distant future, which only shows when all are known.</summary>
    public void End()
    {
        foreach (var (time, (at, occurred)) in recorded.Read()?.Beyond ?? [])
        {
            rejected.Add(at);
            if (occurred.Delivery is not null)
                RejectedDeliveries++;
            else
                RejectedReviews++;
            (occurred.Delivery is not null ? Deliveries : Reviews).Add(
                at + 1,
                occurred.OrderId,
                [new CellFault("recorded_at", RuleCodes.Bounds, Severity.Reject, $"{time}: {FutureEvents.Rule}")]
            );
        }

        rejected.Sort();
    }

    /// <summary>Accepted orders delivered so long before the last event, and how many of them have an accepted review.</summary>
    public (long Mature, long Labelled) Labels(double matureDays)
    {
        var before = (happened.Read()?.Latest ?? LocalTime.MinValue).AddMilliseconds(-(long)(matureDays * LocalTime.MillisecondsPerDay));
        long mature = 0,
            labelled = 0;
        foreach (var (orderId, at) in delivered)
        {
            if (at > before)
                continue;
            mature++;
            if (reviewed.Contains(orderId))
                labelled++;
        }

        return (mature, labelled);
    }

    void IFlagSink.Flag(OrderField field, int index, ValueFault fault) =>
        faults.Add(
            new CellFault(
                OrderFields.Names[(int)field],
                fault.Code(),
                Severity.Flag,
                CellFault.Shorten(OrderFields.Show(order, field, index))
            )
        );

    private static bool IsPersonal(string field) => field.StartsWith("customer_", StringComparison.Ordinal) && field != "customer_state";
}
