using Confluent.Kafka;
using Streaming.Features.Histories;
using Streaming.Replays.Redrives;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.DeadLetters;
using Xunit;

namespace Streaming.Replays.Tests.Redrives;

public sealed class RedriveAcceptanceTests
{
    private readonly HistoryTable table = new();
    private readonly RefusedPositions refused = new(Letters.Input);

    [Fact]
    public void one_that_only_waited_is_judged_by_the_histories()
    {
        table.Observe(TestOrders.Delivery("order"), At(1));
        table.Observe(TestOrders.Delivery("order"), At(2));
        var acceptance = new RedriveAcceptance(table, refused);

        Assert.True(acceptance.Accepts(TestOrders.Delivery("order"), RecordAt(1)));
        Assert.False(acceptance.Accepts(TestOrders.Delivery("order"), RecordAt(2)));
    }

    [Fact]
    public void a_refused_one_counts_against_later_refused_ones_of_the_same_order_until_another_begins()
    {
        foreach (var offset in new[] { 1, 2, 3 })
            refused.Add(Letters.Letter("order", 0, 10 + offset, cameFrom: offset));
        var acceptance = new RedriveAcceptance(table, refused);

        Assert.True(acceptance.Accepts(TestOrders.Delivery("order"), RecordAt(1)));
        Assert.False(acceptance.Accepts(TestOrders.Delivery("order"), RecordAt(2)));
        Assert.True(acceptance.Accepts(TestOrders.Delivery("order", version: 2), RecordAt(3)));
        acceptance.Begin();
        Assert.True(acceptance.Accepts(TestOrders.Delivery("another"), RecordAt(1)));
    }

    [Fact]
    public void a_letter_of_an_earlier_topic_does_not_refuse_what_stands_at_its_place_now()
    {
        refused.Add(Letters.Letter("order", 0, 10, cameFrom: 1));
        table.Observe(TestOrders.Delivery("order"), At(1));
        Assert.True(new RedriveAcceptance(table, refused).Accepts(TestOrders.Delivery("order"), RecordAt(1, Letters.Stamp + 1)));
    }

    private static ConsumeResult<byte[], byte[]> RecordAt(long offset, long stamp = Letters.Stamp) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset(Letters.Input, 0, offset),
            Message = new Message<byte[], byte[]> { Timestamp = new Timestamp(stamp, TimestampType.CreateTime) },
        };

    private static LogPosition At(long offset) => new(InputLog.Deliveries, 0, offset);
}
