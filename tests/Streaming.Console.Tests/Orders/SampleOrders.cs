using System.Text.Json;
using Streaming.Console.Orders;
using Streaming.Console.Projection;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;
using Streaming.Testing;

namespace Streaming.Console.Tests.Orders;

/// <summary>One order with everything behind it, and parts that know it.</summary>
internal sealed class SampleOrders : IOrderRecords, IOrderProofs, IOrderTrials
{
    public const string Id = "order/1 & more";
    public const string Gone = "order-gone";

    public static readonly ScorePlace Place = new(1, 7);
    public static readonly ScorePlace PlaceOfGone = new(1, 8);

    /// <summary>A day in the past of every sample.</summary>
    private static readonly DateTime Day = new(2018, 3, 9, 10, 30, 0);

    public static readonly SatisfactionScored Score = Facts.Scored(Id, 0.21, Day) with
    {
        Reasons =
        [
            new Reason("delivery_promise", "late_days", "Delivered 4 days after the promised date", -1.4),
            new Reason("seller", "seller_bad_share", "Of this seller's recent orders 41 % were unsatisfied", -0.3),
        ],
    };

    /// <summary>What makes the read models know the orders.</summary>
    public static IReadOnlyList<ProjectedRecord> Records { get; } =
    [
        new(Topics.SatisfactionScored.Name, Place.Partition, Place.Offset, Score),
        new(Topics.SatisfactionScored.Name, PlaceOfGone.Partition, PlaceOfGone.Offset, Facts.Scored(Gone, 0.9, Day)),
        new(Topics.AlertsRed.Name, 1, 0, Facts.Alert(Id, 0.21, at: Day)),
    ];

    /// <summary>Set while a proof must not end.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public int Proved { get; private set; }

    public JsonElement? Tried { get; private set; }

    public Task<IReadOnlyList<LoggedScore>> ReadAsync(IReadOnlyList<ScorePlace> places, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LoggedScore>>([
            .. places.Select(place =>
                place == Place
                    ? new LoggedScore(place, Score, Samples.Order with { OrderId = Id }, null)
                    : new LoggedScore(place, null, null, "the score has left its topic")
            ),
        ]);

    public async Task<OrderProof> ProveAsync(
        SatisfactionScored score,
        ScorePlace place,
        bool isDeep,
        IProgress<long> progress,
        CancellationToken cancellation
    )
    {
        progress.Report(1_234);
        await Until.WaitAsync(cancellation);
        Proved++;
        return isDeep ? new OrderProof(false, "tier is RED, recomputed YELLOW") : new OrderProof(true, "");
    }

    public Task<OrderTrial> TryAsync(JsonElement order, bool isPredecessor, CancellationToken cancellation)
    {
        Tried = order;
        if (order.TryGetProperty("customer_state", out var state) && state.GetString() == "XXX")
            throw new TrialRefusedException("customer_state", [new TrialFault("customer_state", "\"XXX\"", "a state of two letters")]);
        var outcome = new TrialOutcome(Tier.Yellow, 0.42);
        return Task.FromResult(
            new OrderTrial(
                new TrialModel("m", "1", 3, LocalTime.From(Day)),
                outcome,
                Score.Reasons,
                isPredecessor ? [] : [new("delivered on the promised day", new(Tier.Green, 0.81)), new("sent without freight", outcome)],
                isPredecessor ? [] : [.. Enumerable.Range(-3, 7).Select(day => new TrialDay(day, new(Tier.Yellow, 0.5 - day * 0.05)))]
            )
            {
                Missing = ["seller_count"],
                Unknown = ["customer_state 'XX' is used as missing"],
            }
        );
    }
}
