using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>Where serializers put the id of a record's schema.</summary>
public abstract class SchemaIdFormTests
{
    private readonly InMemorySchemaRegistry registry;
    private readonly byte[] record = AvroCodecs.For<OrderDelivered>().Encode(Samples.Order);

    private protected SchemaIdFormTests(AvroImplementation implementation)
    {
        registry = new InMemorySchemaRegistry { AvroImplementation = implementation };
        registry.AddUnchecked(Schemas.Get("order-delivered"));
    }

    [Fact]
    public void an_id_in_the_header_is_read() => Assert.Equal("order-1", Read(record, ("__value_schema_id", [0, 0, 0, 0, 1])).OrderId);

    [Fact]
    public void a_guid_in_the_header_is_read()
    {
        var guid = InMemorySchemaRegistry.GuidOf(Schemas.Get("order-delivered")).ToByteArray(bigEndian: true);
        Assert.Equal("order-1", Read(record, ("trace", [1]), ("__value_schema_id", [1, .. guid])).OrderId);
        var unknown = Refused(record, ("__value_schema_id", [1, .. new byte[15], 7]));
        Assert.Equal(ReasonCodes.UnknownSchemaId, unknown.ReasonCode);
        Assert.Contains("schema guid 00000000-0000-0000-0000-000000000007", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void the_frame_is_read_beside_headers_that_mean_something_else()
    {
        Assert.Equal(
            "order-1",
            Read([0, 0, 0, 0, 1, .. record], ("__key_schema_id", [0, 0, 0, 0, 9]), ("apicurio.value.globalId", new byte[8])).OrderId
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000001FF")]
    [InlineData("0200000001")]
    [InlineData("0100112233")]
    public void a_header_of_neither_form_is_named_with_its_bytes(string hex)
    {
        var fault = Refused(record, ("__value_schema_id", Convert.FromHexString(hex)));
        Assert.Equal(ReasonCodes.WrongMagicByte, fault.ReasonCode);
        Assert.Contains($"0x{hex}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("__value_schema_id", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void apicurios_headers_and_long_ids_are_refused_in_words()
    {
        var header = Refused(record, ("apicurio.value.contentId", [0, 0, 0, 0, 0, 0, 0, 42]));
        Assert.Equal(ReasonCodes.WrongMagicByte, header.ReasonCode);
        Assert.Contains("apicurio.value.contentId (id 42)", header.Message, StringComparison.Ordinal);
        var frame = Refused([0, 0, 0, 0, 0, 0, 0, 0, 42, .. record]);
        Assert.Equal(ReasonCodes.UnknownSchemaId, frame.ReasonCode);
        Assert.Contains("an id of 8 bytes (42)", frame.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void json_is_named() =>
        Assert.Contains("it looks like JSON", Refused("{\"order_id\": 1}"u8.ToArray()).Message, StringComparison.Ordinal);

    private ContractException Refused(byte[] value, params (string Name, byte[] Bytes)[] headers) =>
        Assert.Throws<ContractException>(() => Read(value, headers));

    private OrderDelivered Read(byte[] value, params (string Name, byte[] Bytes)[] headers)
    {
        var all = new Headers();
        foreach (var (name, bytes) in headers)
            all.Add(name, bytes);
        var config = new AvroDeserializerConfig { UnknownSchemaIdWaitMs = 0 };
        return new AvroDeserializer<OrderDelivered>(registry, config).Deserialize(
            value,
            false,
            new SerializationContext(MessageComponentType.Value, "order-delivered", all)
        );
    }
}

public sealed class FastSchemaIdFormTests() : SchemaIdFormTests(AvroImplementation.Fast);

public sealed class ConfluentSchemaIdFormTests() : SchemaIdFormTests(AvroImplementation.Confluent);
