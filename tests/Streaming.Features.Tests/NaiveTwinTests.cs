using Streaming.Contracts.Events;
using Streaming.Features.Tests.Twin;
using Xunit;

namespace Streaming.Features.Tests;

public sealed class NaiveTwinTests
{
    private static readonly List<LogRecord> Log = RandomMarketplace.Make(new MarketOptions());
    private static readonly NaiveTwin Twin = new(Log);
    private static readonly Lazy<Replay> Replayed = new(() => Replay.Run(Log));

    [Fact]
    public void two_thousand_orders_have_the_twins_bits()
    {
        Assert.Empty(Differences(Twin).Take(20));
        Assert.Equal(Log.Count(record => record.Delivery is not null), Replayed.Value.Vectors.Count);
    }

    [Fact]
    public void the_same_events_stand_and_the_same_are_counted()
    {
        var replay = Replayed.Value;
        var counters = replay.Table.Counters;
        Assert.Equal(Log.Count, counters.Deliveries + counters.Reviews + counters.Duplicates + counters.LowerVersions);
        Assert.Equal(Twin.Ledger.Ignored, counters.Duplicates + counters.LowerVersions);
        Assert.Equal(Twin.Ledger.Late, counters.Late);
        Assert.True(
            replay.Accepted.SetEquals(Twin.Ledger.Accepted.Where(position => position.Log == Features.Histories.InputLog.Deliveries))
        );
    }

    [Fact]
    public void the_marketplace_holds_every_oddity()
    {
        var deliveries = Log.Where(record => record.Delivery is not null).Select(record => record.Delivery!).ToList();
        Assert.Contains(deliveries, order => order.Items.Count == 0);
        Assert.Contains(deliveries, order => order.EstimatedDeliveryAt is null && order.Items.Count > 0);
        Assert.Contains(deliveries, order => order.DeliveredAt.Milliseconds % 86_400_000 == 0);
        Assert.Contains(deliveries, order => order.DeliveredAt.Milliseconds % 86_400_000 == 300_000);
        Assert.Contains(deliveries, order => order.Items.Select(item => item.SellerId).Distinct().Count() > 2);
        Assert.Contains(deliveries, order => order.Items.Count > 1 && order.Items.Select(item => item.Price).Distinct().Count() == 1);
        Assert.Contains(Twin.Ledger.ReviewsOf, entry => IsOnBothSides(entry.Key, entry.Value.Select(review => review.Event)));
        Assert.Contains(Twin.Ledger.Joined, row => row.Sign < 0);
        Assert.True(Twin.Ledger.Late > 20, $"{Twin.Ledger.Late} late events");
        Assert.True(Twin.Ledger.Ignored > 100, $"{Twin.Ledger.Ignored} ignored events");
        Assert.Contains(Twin.Ledger.DeliveriesOf.Values, versions => versions.Skip(1).Any(version => !version.Corrects));
    }

    [Theory]
    [InlineData(nameof(Leak.ReadsToday))]
    [InlineData(nameof(Leak.KeepsOwnReviews))]
    [InlineData(nameof(Leak.ClosesAtMidnight))]
    public void a_planted_leak_is_found(string leak) => Assert.NotEmpty(Differences(new NaiveTwin(Log, Enum.Parse<Leak>(leak))).Take(1));

    private static IEnumerable<string> Differences(NaiveTwin twin) =>
        Log.Where(record => record.Delivery is not null)
            .SelectMany(record =>
                VectorComparison.Differences(
                    $"{record.OrderId} v{record.Delivery!.Version}",
                    Replayed.Value.Vectors[record.Position],
                    twin.Vector(record.Delivery)
                )
            );

    private static bool IsOnBothSides(string order, IEnumerable<ReviewSubmitted> reviews)
    {
        if (!Twin.Ledger.DeliveriesOf.TryGetValue(order, out var delivery))
            return false;
        var delivered = delivery[0].Event.DeliveredAt;
        return reviews.Any(review => review.AnsweredAt < delivered) && reviews.Any(review => review.AnsweredAt > delivered);
    }
}
