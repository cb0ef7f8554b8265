using System.Buffers.Binary;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>Registries that lag, are wrong for a while, or are asked for what nobody has registered.</summary>
public abstract class DoubtfulIdTests(AvroImplementation implementation)
{
    private static readonly SerializationContext Orders = new(MessageComponentType.Value, "order-delivered");

    private readonly InMemorySchemaRegistry registry = new() { AvroImplementation = implementation };
    private readonly SteppingClock clock = new();

    [Fact]
    public void an_id_that_a_lagging_registry_learns_late_is_no_dead_letter()
    {
        clock.Stepped = () =>
        {
            if (clock.Steps == 5)
                registry.AddUnchecked(Schemas.Get("order-delivered"));
        };
        Assert.Equal("order-1", Deserializer().Deserialize(Frame(1), false, Orders).OrderId);
        Assert.Equal(5, clock.Steps);
    }

    [Fact]
    public void an_id_that_never_comes_is_waited_for_once_and_then_refused_at_once()
    {
        var deserializer = Deserializer();
        AssertReason(ReasonCodes.UnknownSchemaId, deserializer, 1);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Waited);
        var calls = registry.Calls;
        for (var i = 0; i < 100; i++)
            AssertReason(ReasonCodes.UnknownSchemaId, deserializer, 1);
        Assert.Equal(calls, registry.Calls);
        clock.Advance(TimeSpan.FromSeconds(5));
        AssertReason(ReasonCodes.UnknownSchemaId, deserializer, 1);
        Assert.Equal(calls + 1, registry.Calls);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Waited);
    }

    [Fact]
    public void a_flood_of_random_ids_costs_neither_requests_nor_time()
    {
        registry.AddUnchecked(Schemas.Get("order-delivered"));
        var deserializer = Deserializer();
        deserializer.Deserialize(Frame(1), false, Orders);
        var random = new Random(11);
        for (var i = 0; i < 50_000; i++)
            AssertReason(ReasonCodes.UnknownSchemaId, deserializer, random.Next(100_000, int.MaxValue));
        Assert.InRange(registry.Calls, 1, 150);
        Assert.InRange(clock.Waited, TimeSpan.Zero, TimeSpan.FromSeconds(4));

        registry.AddUnchecked(Schemas.Get("order-delivered").Replace("\"doc\"", "\"remark\"", StringComparison.Ordinal));
        Assert.Equal("order-1", deserializer.Deserialize(Frame(2), false, Orders).OrderId); // a schema that is rolled out meanwhile
    }

    [Fact]
    public void garbage_that_comes_first_takes_nothing_from_an_id_that_lags()
    {
        var deserializer = Deserializer();
        foreach (var garbage in (int[])[1_500_000_000, 1_500_000_001, 1_500_000_002])
            AssertReason(ReasonCodes.UnknownSchemaId, deserializer, garbage);
        var until = clock.Waited + TimeSpan.FromSeconds(2.6);
        clock.Stepped = () =>
        {
            if (clock.Waited == until)
                registry.AddUnchecked(Schemas.Get("order-delivered"));
        };
        Assert.Equal("order-1", deserializer.Deserialize(Frame(1), false, Orders).OrderId);
    }

    [Fact]
    public async Task what_several_threads_wait_for_together_counts_once()
    {
        const int stepsUntilKnown = 14;
        var deserializer = Deserializer();
        var others = new List<Task<string>>();
        clock.Stepped = () =>
        {
            if (clock.Steps == 1)
                others.AddRange(
                    Enumerable.Range(0, 3).Select(_ => Task.Run(() => deserializer.Deserialize(Frame(1), false, Orders).OrderId))
                );
            if (clock.Steps == stepsUntilKnown)
                registry.AddUnchecked(Schemas.Get("order-delivered"));
        };
        Assert.Equal("order-1", deserializer.Deserialize(Frame(1), false, Orders).OrderId);
        Assert.All(await Task.WhenAll(others), id => Assert.Equal("order-1", id));
        Assert.Equal(stepsUntilKnown, clock.Steps);
    }

    [Fact]
    public void a_wrong_answer_is_believed_for_a_while_only()
    {
        registry.AddUnchecked("\"string\"");
        var deserializer = Deserializer();
        AssertReason(ReasonCodes.SchemaMismatch, deserializer, 1);
        registry.Replace(1, Schemas.Get("order-delivered"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("order-1", deserializer.Deserialize(Frame(1), false, Orders).OrderId);
    }

    [Fact]
    public void an_id_that_stays_unusable_is_asked_for_less_and_less_often()
    {
        registry.AddUnchecked("\"string\"");
        var deserializer = Deserializer();
        for (var second = 0; second < 600; second++)
        {
            AssertReason(ReasonCodes.SchemaMismatch, deserializer, 1);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(registry.Calls, 10, 30);
    }

    [Fact]
    public void the_memory_of_refused_ids_is_bounded()
    {
        var ids = new DoubtfulIds(clock);
        for (var i = 1; i <= 100_000; i++)
        {
            clock.Advance(TimeSpan.FromTicks(1));
            ids.Note(WriterId.Of(i), new ContractException(ReasonCodes.UnknownSchemaId, "x"), TimeSpan.FromHours(1), grows: false);
        }

        Assert.InRange(Enumerable.Range(1, 100_000).Count(i => ids.Contains(WriterId.Of(i))), 5_000, 10_000);
        Assert.True(ids.Contains(WriterId.Of(100_000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void an_id_that_none_can_have_is_refused_without_a_question(int id)
    {
        AssertReason(ReasonCodes.UnknownSchemaId, Deserializer(), id);
        Assert.Equal(0, registry.Calls);
    }

    private AvroDeserializer<OrderDelivered> Deserializer() => new(registry, null, clock);

    private static void AssertReason(string reason, AvroDeserializer<OrderDelivered> deserializer, int id) =>
        Assert.Equal(reason, Assert.Throws<ContractException>(() => deserializer.Deserialize(Frame(id), false, Orders)).ReasonCode);

    private static byte[] Frame(int id)
    {
        byte[] frame = [0, 0, 0, 0, 0, .. AvroCodecs.For<OrderDelivered>().Encode(Samples.Order)];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), id);
        return frame;
    }

    /// <summary>Waiting moves it, and nothing else does: a test waits as long as it says, at once.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long now;

        public int Steps { get; private set; }

        public TimeSpan Waited { get; private set; }

        public Action Stepped { get; set; } = () => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Advance(dueTime);
            Waited += dueTime;
            Steps++;
            Stepped();
            return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

public sealed class FastDoubtfulIdTests() : DoubtfulIdTests(AvroImplementation.Fast);

public sealed class ConfluentDoubtfulIdTests() : DoubtfulIdTests(AvroImplementation.Confluent);
