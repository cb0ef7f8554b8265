using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;
using Xunit;

namespace Streaming.Replays.Tests.OfflineScoring;

/// <summary>Reading both topics as one log without holding them.</summary>
public sealed class TopicLogOnTheMockCluster : IAsyncDisposable
{
    private const int Ahead = 6_000;

    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task a_partition_that_is_far_ahead_waits_and_the_order_is_that_of_the_times()
    {
        await using var live = await kafka.ScorerAsync("log");
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = kafka.BootstrapServers, LingerMs = 5 }
        ).Build();
        for (var i = 0; i < Ahead; i++)
            Send(producer, live, 0, TestOrders.Delivery($"a{i}", i * 0.01));
        for (var i = 0; i < 30; i++)
            Send(producer, live, 1, TestOrders.Delivery($"b{i}", i * 2 + 0.005));
        Send(producer, live, 1, TestOrders.Delivery("odd"), garbage: true);
        producer.Flush(LiveScorer.Patience);

        var log = new TopicLog(live.Settings, live.Registry);
        var read = new List<LoggedEvent>();
        foreach (var logged in log.Read(null, TestContext.Current.CancellationToken))
        {
            if (read.Count == 10)
                Send(producer, live, 1, TestOrders.Delivery("later", 1_000));
            if (read.Count == 10)
                producer.Flush(LiveScorer.Patience);
            read.Add(logged);
        }

        Assert.Equal(Ahead + 30, read.Count); // what came meanwhile is left to the next reading
        Assert.Equal(1, log.Rejected);
        Assert.Equal(
            read.OrderBy(logged => logged.Event.RecordedAt.Milliseconds).Select(logged => logged.Coordinates),
            read.Select(logged => logged.Coordinates)
        );
        Assert.Equal(Ahead + 31, log.Read(null, TestContext.Current.CancellationToken).Count());
    }

    [Fact]
    public async Task a_record_that_fails_for_no_foreseen_reason_is_left_out_and_named_and_the_others_are_scored()
    {
        await using var live = await kafka.ScorerAsync("log", 1);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        for (var i = 0; i < 30; i++)
            Send(producer, live, 0, TestOrders.Delivery($"order-{i}", i));
        producer.Flush(LiveScorer.Patience);
        var log = new TopicLog(live.Settings, live.Registry)
        {
            BeforeDecoding = record =>
            {
                if (record.Offset.Value == 3)
                    throw new InvalidCastException("beyond");
            },
        };
        var scorer = new OfflineScorer(TestModel.Load())
        {
            BeforeScoring = position =>
            {
                if (position.Offset is 7 or 9)
                    throw new OverflowException("too far");
            },
        };

        var scored = scorer.Replay(log, null, TestContext.Current.CancellationToken).Select(score => score.OrderId).ToList();

        Assert.Equal(Enumerable.Range(0, 30).Where(i => i is not (3 or 7 or 9)).Select(i => $"order-{i}"), scored);
        Assert.Equal((3, 1), (log.LeftOut.Count, log.Rejected));
        var place = $"{live.Settings.NameOf(Topics.OrderDelivered)} partition 0 offset";
        Assert.Equal(
            [
                $"left out: {place} 3: InvalidCastException: beyond",
                $"left out: {place} 7: OverflowException: too far",
                $"left out: {place} 9: OverflowException: too far",
            ],
            log.LeftOut.Lines
        );
    }

    private static void Send(
        IProducer<byte[], byte[]> producer,
        LiveScorer live,
        int partition,
        Streaming.Contracts.Events.OrderDelivered order,
        bool garbage = false
    ) =>
        producer.Produce(
            new TopicPartition(live.Settings.NameOf(Topics.OrderDelivered), partition),
            new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(order.OrderId), Value = garbage ? [9] : live.Encode(order) }
        );
}
