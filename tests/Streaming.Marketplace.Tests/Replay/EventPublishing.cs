using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Replay;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Replay;

public sealed class EventPublishing
{
    private const long Minute = LocalTime.MillisecondsPerMinute;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IProducer<byte[], byte[]> producer;
    private readonly SlowBroker broker;

    public EventPublishing() => (producer, broker) = SlowBroker.Create();

    [Fact]
    public async Task what_lies_within_five_minutes_is_sent_without_waiting_and_the_next_is_held()
    {
        var publishing = Publisher().PublishAsync(At(0, 1, 4, 5, 6));
        await Wait.Until(() => broker.Count == 3, Patience);
        Assert.Equal(["0", "1", "4"], Enumerable.Range(0, 3).Select(i => broker[i].EventId));
        Assert.False(publishing.IsCompleted);
        broker[0].Acknowledge();
        // Minute 5 asks for everything up to minute 0, minute 6 for everything up to minute 1.
        await Wait.Until(() => broker.Count == 4, Patience);
        broker[2].Acknowledge();
        Assert.Equal(4, broker.Count);
        broker[1].Acknowledge();
        await Wait.Until(() => broker.Count == 5, Patience);
        broker[4].Acknowledge();
        Assert.False(publishing.IsCompleted);
        broker[3].Acknowledge();
        Assert.Equal(5, (await publishing).Events);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task nothing_is_sent_before_all_up_to_five_minutes_earlier_is_acknowledged_however_acknowledgements_come(int seed)
    {
        const int count = 400;
        var random = new Random(seed);
        var time = 0L;
        var events = Enumerable.Range(0, count).Select(_ => Event(time += random.Next(3) * 40_000)).ToArray();
        var acknowledged = new bool[count];
        var violations = new List<string>();
        broker.OnProduce = number =>
        {
            for (var i = 0; i < number; i++)
            {
                if (
                    !Volatile.Read(ref acknowledged[i])
                    && events[i].RecordedAt.Milliseconds <= events[number].RecordedAt.Milliseconds - 5 * Minute
                )
                    violations.Add($"{number} before {i}");
            }
        };

        var publishing = Publisher().PublishAsync(events);
        var open = new List<int>();
        var seen = 0;
        while (!publishing.IsCompleted)
        {
            for (; seen < broker.Count; seen++)
                open.Add(seen);
            if (open.Count == 0)
            {
                await Task.Yield();
                continue;
            }

            var next = random.Next(open.Count);
            Volatile.Write(ref acknowledged[open[next]], true);
            broker[open[next]].Acknowledge();
            open.RemoveAt(next);
        }

        Assert.Equal(count, (await publishing).Events);
        Assert.Empty(violations);
    }

    [Fact]
    public async Task records_carry_topic_order_key_value_and_wall_clock()
    {
        var clock = new StoppedClock();
        var publishing = Publisher(new() { TimeProvider = clock }).PublishAsync([Event(0), new(Delivery("pedido-ã", 1))]);
        await Wait.Until(() => broker.Count == 2, Patience);
        Assert.Equal((Topics.ReviewSubmitted.Name, "o0", "0"), (broker[0].Topic, broker[0].Key, broker[0].EventId));
        Assert.Equal((Topics.OrderDelivered.Name, "pedido-ã", "delivered"), (broker[1].Topic, broker[1].Key, broker[1].EventId));
        Assert.Equal(clock.GetUtcNow(), broker[0].Message.Timestamp.UtcDateTime);
        broker[0].Acknowledge();
        broker[1].Acknowledge();
        Assert.Equal((1, 1), ((await publishing).Deliveries, (await publishing).Reviews));
    }

    [Fact]
    public async Task a_failed_delivery_stops_the_replay_and_names_the_event()
    {
        var publishing = Publisher().PublishAsync(At(0, 1, 20));
        await Wait.Until(() => broker.Count == 2, Patience);
        broker[1].Fail(ErrorCode.MsgSizeTooLarge);
        var fault = await Assert.ThrowsAsync<PublishException>(() => publishing);
        Assert.Equal(("1", Topics.ReviewSubmitted.Name), (fault.EventId, fault.Topic));
        Assert.Contains(fault.OrderId, fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, broker.Count);
    }

    [Fact]
    public async Task a_failure_of_the_last_event_is_not_lost()
    {
        var publishing = Publisher().PublishAsync(At(0));
        await Wait.Until(() => broker.Count == 1, Patience);
        broker[0].Fail(ErrorCode.Local_MsgTimedOut);
        await Assert.ThrowsAsync<PublishException>(() => publishing);
    }

    [Fact]
    public async Task a_full_queue_is_waited_out()
    {
        var isFull = true;
        broker.OnProduce = number =>
        {
            if (number == 1 && isFull)
                throw new ProduceException<byte[], byte[]>(new Error(ErrorCode.Local_QueueFull), new DeliveryResult<byte[], byte[]>());
        };
        var publishing = Publisher().PublishAsync(At(0, 1));
        await Wait.Until(() => broker.Count == 1, Patience);
        isFull = false;
        broker[0].Acknowledge();
        await Wait.Until(() => broker.Count == 2, Patience);
        broker[1].Acknowledge();
        Assert.Equal(2, (await publishing).Events);
    }

    [Fact]
    public async Task a_refused_record_stops_the_replay()
    {
        broker.OnProduce = _ =>
            throw new ProduceException<byte[], byte[]>(new Error(ErrorCode.Local_UnknownTopic), new DeliveryResult<byte[], byte[]>());
        Assert.Equal("0", (await Assert.ThrowsAsync<PublishException>(() => Publisher().PublishAsync(At(0)))).EventId);
    }

    [Fact]
    public async Task readers_hold_the_replay_before_every_event()
    {
        var gate = new SemaphoreSlim(1);
        var publishing = Publisher().PublishAsync(At(0, 1), async cancellation => await gate.WaitAsync(cancellation));
        await Wait.Until(() => broker.Count == 1, Patience);
        broker[0].Acknowledge();
        Assert.Equal(1, broker.Count);
        gate.Release();
        await Wait.Until(() => broker.Count == 2, Patience);
        broker[1].Acknowledge();
        await publishing;
    }

    [Fact]
    public async Task events_that_run_back_are_refused()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => Publisher().PublishAsync(At(1, 0)));
        Assert.Contains("event-time order", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_waiting_replay_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var publishing = Publisher().PublishAsync(At(0, 60), cancellation: stop.Token);
        await Wait.Until(() => broker.Count == 1, Patience);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void a_pace_must_be_above_zero(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            "EventsPerSecond",
            () => Publisher(new() { TimeProvider = TimeProvider.System, EventsPerSecond = value })
        );
        Assert.Throws<ArgumentOutOfRangeException>(
            "TimeCompression",
            () => Publisher(new() { TimeProvider = TimeProvider.System, TimeCompression = value })
        );
    }

    [Theory]
    [InlineData(100.0, null, 20)]
    [InlineData(null, 1_200.0, 50)]
    [InlineData(100.0, 1_200.0, 50)]
    public async Task the_pace_is_kept_on_the_wall_clock(double? eventsPerSecond, double? timeCompression, int atLeastMilliseconds)
    {
        broker.OnProduce = number =>
        {
            if (number > 0)
                broker[number - 1].Acknowledge();
        };
        var publishing = Publisher(
                new()
                {
                    TimeProvider = TimeProvider.System,
                    EventsPerSecond = eventsPerSecond,
                    TimeCompression = timeCompression,
                }
            )
            .PublishAsync(At(0, 0, 1));
        await Wait.Until(() => broker.Count == 3, Patience);
        broker[2].Acknowledge();
        // Timers may end a millisecond early.
        Assert.True((await publishing).Elapsed.TotalMilliseconds >= atLeastMilliseconds - 3);
    }

    [Fact]
    public async Task an_empty_history_is_published_at_once()
    {
        var summary = await Publisher().PublishAsync([]);
        Assert.Equal((0, null, null), (summary.Events, summary.First, summary.Last));
    }

    [Fact]
    public void producers_are_set_to_keep_the_order_and_not_to_linger()
    {
        var config = EventPublisher.Configure(new ProducerConfig { BootstrapServers = "broker:1" });
        Assert.Equal((true, Acks.All, 0.0, "broker:1"), (config.EnableIdempotence, config.Acks, config.LingerMs, config.BootstrapServers));
    }

    private EventPublisher Publisher(PublishOptions? options = null) =>
        new(producer, new IdSerializer(), new IdSerializer(), options ?? new() { TimeProvider = TimeProvider.System });

    private static MarketEvent[] At(params long[] minutes) => [.. minutes.Select(minute => Event(minute * Minute, $"{minute}"))];

    private static MarketEvent Event(long milliseconds, string? id = null) =>
        new(
            new ReviewSubmitted
            {
                EventId = id ?? $"{milliseconds}",
                RecordedAt = new(milliseconds),
                ReviewId = "r",
                OrderId = $"o{id ?? $"{milliseconds}"}",
                ReviewScore = 5,
                AnsweredAt = new(milliseconds),
                SellerIds = [],
                ProductIds = [],
                ProductCategoryNames = [],
                SellerStates = [],
                ComplaintCodes = [],
                ComplaintCodesVersion = 1,
            }
        );

    private static OrderDelivered Delivery(string orderId, long milliseconds) =>
        new()
        {
            EventId = "delivered",
            RecordedAt = new(milliseconds),
            OrderId = orderId,
            CustomerId = "c",
            PurchasedAt = new(0),
            DeliveredAt = new(milliseconds),
            Items = [],
            Payments = [],
        };

    /// <summary>The event id as the value.</summary>
    private sealed class IdSerializer : ISerializer<OrderDelivered>, ISerializer<ReviewSubmitted>
    {
        public byte[] Serialize(OrderDelivered data, SerializationContext context) => Encoding.UTF8.GetBytes(data.EventId);

        public byte[] Serialize(ReviewSubmitted data, SerializationContext context) => Encoding.UTF8.GetBytes(data.EventId);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
