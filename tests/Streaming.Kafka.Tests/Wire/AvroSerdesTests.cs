using System.Buffers.Binary;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

public abstract class AvroSerdesTests(AvroImplementation implementation)
{
    private static readonly SerializationContext Orders = new(MessageComponentType.Value, "order-delivered");

    private readonly InMemorySchemaRegistry registry = new() { AvroImplementation = implementation };

    [Fact]
    public void a_record_survives_the_wire()
    {
        var bytes = new AvroSerializer<OrderDelivered>(registry).Serialize(Samples.Order, Orders);
        var back = new AvroDeserializer<OrderDelivered>(registry).Deserialize(bytes, isNull: false, Orders);
        Assert.Equal(AvroCodecs.For<OrderDelivered>().Encode(Samples.Order), AvroCodecs.For<OrderDelivered>().Encode(back));
    }

    [Fact]
    public async Task the_frame_is_a_zero_byte_and_the_id_of_the_schema_in_big_endian()
    {
        await registry.RegisterAsync("other", "\"string\"", cancellation: TestContext.Current.CancellationToken);
        var bytes = new AvroSerializer<OrderDelivered>(registry).Serialize(Samples.Order, Orders);
        Assert.Equal("0000000002", Convert.ToHexString(bytes.AsSpan(0, 5)));
        Assert.Equal(AvroCodecs.For<OrderDelivered>().Encode(Samples.Order), bytes[5..]);
    }

    [Fact]
    public void the_registry_is_asked_once_per_subject_and_once_per_id()
    {
        var serializer = new AvroSerializer<OrderDelivered>(registry);
        var deserializer = new AvroDeserializer<OrderDelivered>(registry);
        for (var i = 0; i < 10; i++)
            deserializer.Deserialize(serializer.Serialize(Samples.Order, Orders), false, Orders);
        Assert.Equal(2, registry.Calls);
    }

    [Fact]
    public void a_null_record_is_a_null_value() => Assert.Null(new AvroSerializer<OrderDelivered>(registry).Serialize(null!, Orders));

    [Theory]
    [InlineData(SubjectNameStrategy.Topic, MessageComponentType.Value, "order-delivered-value")]
    [InlineData(SubjectNameStrategy.Topic, MessageComponentType.Key, "order-delivered-key")]
    [InlineData(SubjectNameStrategy.Record, MessageComponentType.Value, "streaming.satisfaction.OrderDelivered")]
    [InlineData(SubjectNameStrategy.TopicRecord, MessageComponentType.Value, "order-delivered-streaming.satisfaction.OrderDelivered")]
    public async Task the_subject_follows_the_strategy(SubjectNameStrategy strategy, MessageComponentType component, string subject)
    {
        var serializer = new AvroSerializer<OrderDelivered>(registry, new AvroSerializerConfig { SubjectNameStrategy = strategy });
        serializer.Serialize(Samples.Order, new SerializationContext(component, "order-delivered"));
        Assert.NotNull(await registry.FindLatestAsync(subject, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void without_auto_registration_an_absent_schema_is_refused_and_a_present_one_is_used()
    {
        var careful = new AvroSerializer<OrderDelivered>(registry, new AvroSerializerConfig { AutoRegisterSchemas = false });
        var refused = Assert.Throws<SchemaRefusedException>(() => careful.Serialize(Samples.Order, Orders));
        Assert.Contains("'order-delivered-value'", refused.Message, StringComparison.Ordinal);
        var expected = new AvroSerializer<OrderDelivered>(registry).Serialize(Samples.Order, Orders);
        Assert.Equal(expected, careful.Serialize(Samples.Order, Orders));
    }

    [Fact]
    public async Task the_latest_version_is_used_if_it_describes_the_same_bytes_and_refused_if_not()
    {
        var config = new AvroSerializerConfig { AutoRegisterSchemas = false, UseLatestVersion = true };
        var withoutDocs = Evolution.Change("order-delivered", schema => schema.Remove("doc"));
        var id = await registry.RegisterAsync("order-delivered-value", withoutDocs, cancellation: TestContext.Current.CancellationToken);
        var bytes = new AvroSerializer<OrderDelivered>(registry, config).Serialize(Samples.Order, Orders);
        Assert.Equal(id, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)));

        await registry.RegisterAsync(
            "alerts-value",
            Schemas.Get("satisfaction-alert"),
            cancellation: TestContext.Current.CancellationToken
        );
        var refused = Assert.Throws<SchemaRefusedException>(() =>
            new AvroSerializer<OrderDelivered>(registry, config).Serialize(
                Samples.Order,
                new SerializationContext(MessageComponentType.Value, "alerts")
            )
        );
        Assert.True(refused.IsIncompatible);
    }

    [Fact]
    public void settings_that_contradict_or_are_out_of_range_are_refused_by_name()
    {
        var both = Assert.Throws<ArgumentException>(() =>
            new AvroSerializer<OrderDelivered>(registry, new AvroSerializerConfig { UseLatestVersion = true })
        );
        Assert.Contains("avro.serializer.use.latest.version", both.Message, StringComparison.Ordinal);
        var small = Assert.Throws<ArgumentException>(() =>
            new AvroSerializer<OrderDelivered>(registry, new AvroSerializerConfig { BufferBytes = 15 })
        );
        Assert.Contains("'15'", small.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            new AvroDeserializer<OrderDelivered>(registry, new AvroDeserializerConfig { UnknownSchemaIdCacheMs = -1 })
        );
        Assert.Throws<NotSupportedException>(() => new AvroSerializer<string>(registry));
    }

    [Theory]
    [InlineData(null, ReasonCodes.Empty)]
    [InlineData("", ReasonCodes.Empty)]
    [InlineData("00000000", ReasonCodes.Empty)]
    [InlineData("7B22612200", ReasonCodes.WrongMagicByte)]
    [InlineData("0000000063", ReasonCodes.UnknownSchemaId)]
    [InlineData("00FFFFFFFF", ReasonCodes.UnknownSchemaId)]
    [InlineData("0000000001", ReasonCodes.Undecodable)]
    [InlineData("0000000001FFFFFFFFFFFFFFFFFFFFFF", ReasonCodes.Undecodable)]
    public async Task what_is_not_a_record_gets_its_reason_code(string? hex, string reason)
    {
        await registry.RegisterAsync(
            "order-delivered-value",
            Schemas.Get("order-delivered"),
            cancellation: TestContext.Current.CancellationToken
        );
        var deserializer = new AvroDeserializer<OrderDelivered>(registry);
        var fault = Assert.Throws<ContractException>(() =>
            deserializer.Deserialize(hex is null ? default : Convert.FromHexString(hex), hex is null, Orders)
        );
        Assert.Equal(reason, fault.ReasonCode);
    }

    [Fact]
    public void an_absent_registry_is_never_the_records_fault()
    {
        registry.IsDown = true;
        Assert.Throws<RegistryUnavailableException>(() => new AvroSerializer<OrderDelivered>(registry).Serialize(Samples.Order, Orders));
        Assert.Throws<RegistryUnavailableException>(() =>
            new AvroDeserializer<OrderDelivered>(registry).Deserialize([0, 0, 0, 0, 1, 0], false, Orders)
        );
    }

    [Fact]
    public void records_go_on_with_known_schemas_while_the_registry_is_down()
    {
        var serializer = new AvroSerializer<OrderDelivered>(registry);
        var deserializer = new AvroDeserializer<OrderDelivered>(registry);
        deserializer.Deserialize(serializer.Serialize(Samples.Order, Orders), false, Orders);
        registry.IsDown = true;
        Assert.Equal("order-1", deserializer.Deserialize(serializer.Serialize(Samples.Order, Orders), false, Orders).OrderId);
    }

    [Fact]
    public async Task an_unknown_id_is_remembered_for_a_short_time_only()
    {
        var clock = new ManualClock();
        var deserializer = new AvroDeserializer<OrderDelivered>(
            registry,
            new AvroDeserializerConfig { UnknownSchemaIdWaitMs = 0, UnknownSchemaIdCacheMs = 1_000 },
            clock
        );
        byte[] bytes = [0, 0, 0, 0, 1, .. AvroCodecs.For<OrderDelivered>().Encode(Samples.Order)];
        for (var i = 0; i < 3; i++)
            Assert.Throws<ContractException>(() => deserializer.Deserialize(bytes, false, Orders));
        Assert.Equal(1, registry.Calls);

        await registry.RegisterAsync(
            "order-delivered-value",
            Schemas.Get("order-delivered"),
            cancellation: TestContext.Current.CancellationToken
        );
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Throws<ContractException>(() => deserializer.Deserialize(bytes, false, Orders));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("order-1", deserializer.Deserialize(bytes, false, Orders).OrderId);
    }

    [Fact]
    public void many_threads_may_share_both()
    {
        var serializer = new AvroSerializer<OrderDelivered>(registry);
        var deserializer = new AvroDeserializer<OrderDelivered>(registry);
        Parallel.For(
            0,
            2_000,
            i =>
            {
                var order = Samples.Order with { OrderId = $"order-{i}" };
                Assert.Equal(order.OrderId, deserializer.Deserialize(serializer.Serialize(order, Orders), false, Orders).OrderId);
            }
        );
    }

    [Fact]
    public void a_record_that_cannot_be_written_says_which_field()
    {
        var serializer = new AvroSerializer<OrderDelivered>(registry);
        var half = Assert.Throws<ContractException>(() => serializer.Serialize(Samples.Order with { CustomerId = "a\ud800" }, Orders));
        Assert.Equal(ReasonCodes.ContractViolation, half.ReasonCode);
        Assert.StartsWith("customer_id ", half.Message, StringComparison.Ordinal);
        var none = Assert.Throws<ContractException>(() => serializer.Serialize(Samples.Order with { Items = null! }, Orders));
        Assert.StartsWith("items is null", none.Message, StringComparison.Ordinal);
        Assert.Equal(
            "order-1",
            new AvroDeserializer<OrderDelivered>(registry).Deserialize(serializer.Serialize(Samples.Order, Orders), false, Orders).OrderId
        );
    }

    private sealed class ManualClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}

public sealed class FastAvroSerdesTests() : AvroSerdesTests(AvroImplementation.Fast);

public sealed class ConfluentAvroSerdesTests() : AvroSerdesTests(AvroImplementation.Confluent);
