using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>Schemas under which a producer may write, and which a registry takes: none may cost the process more than the record.</summary>
public abstract class OddWriterSchemaTests(AvroImplementation implementation)
{
    private const int Deep = 5_000;

    private static readonly SerializationContext Orders = new(MessageComponentType.Value, "order-delivered");

    private readonly InMemorySchemaRegistry registry = new() { AvroImplementation = implementation };

    [Fact]
    public void a_schema_that_holds_itself_is_refused_before_the_library_sees_it() =>
        AssertRefused(
            """{"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"], "default": null}]}""",
            "/extra/next/record: record streaming.satisfaction.Node holds itself"
        );

    [Fact]
    public void a_schema_that_holds_itself_through_others_is_refused() =>
        AssertRefused(
            """
            {"type": "record", "name": "A", "fields": [{"name": "b", "type":
            {"type": "array", "items": {"type": "record", "name": "B", "fields":
            [{"name": "a", "type": {"type": "map", "values": "A"}}]}}}]}
            """,
            "holds itself"
        );

    [Fact]
    public void a_schema_that_is_deep_by_its_names_is_refused() => AssertRefused(Chain(200, uses: 1), "nested deeper than 48 levels");

    [Fact]
    public void a_schema_that_doubles_at_every_level_is_refused() => AssertRefused(Chain(40, uses: 2), "more than 50000 types");

    [Fact]
    public void a_schema_of_many_names_is_refused() => AssertRefused(Chain(1_200, uses: 0), "declares more than 1000 types");

    [Fact]
    public void a_schema_that_is_deep_as_text_is_refused() =>
        AssertRefused(
            string.Concat(Enumerable.Repeat("""{"type":"array","items":""", Deep)) + "\"int\"" + new string('}', Deep),
            "no Avro schema"
        );

    [Fact]
    public void a_schema_of_a_megabyte_is_refused() =>
        AssertRefused($$"""{"type": "string", "doc": "{{new string('x', 2_000_000)}}"}""", "characters");

    [Theory]
    [InlineData("""{"type": "fixed", "name": "F", "size": -1}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 99999999999}""")]
    [InlineData("""{"type": "fixed", "name": "F"}""")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": [1]}""")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": null}""")]
    [InlineData("""{"type": "record", "name": "R"}""")]
    [InlineData("""{"type": "record", "name": "R", "fields": [7]}""")]
    [InlineData("""{"type": "record", "name": null, "fields": []}""")]
    [InlineData("""{"type": null}""")]
    [InlineData("""{"type": "array"}""")]
    [InlineData("""["null", null]""")]
    [InlineData("true")]
    [InlineData("\"nobody.declared.This\"")]
    public void a_schema_that_is_broken_inside_is_a_mismatch(string type) => AssertRefused(type, "");

    [Fact]
    public void an_added_empty_record_costs_a_record_no_endless_walk()
    {
        const string Empty = """{"type": "array", "items": {"type": "record", "name": "Wide", "fields": [FIELDS]}}""";
        var fields = string.Join(",", Enumerable.Range(0, 20_000).Select(i => $$"""{"name": "f{{i}}", "type": "null"}"""));
        var schema = With(Empty.Replace("FIELDS", fields, StringComparison.Ordinal));
        var payload = new List<byte>([.. Encode(), .. Long(200_000)]);
        payload.AddRange(new byte[200_001]);
        var fault = Assert.Throws<ContractException>(() => Read([.. payload], schema));
        Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
        Assert.Contains("more values than a payload of this length can mean", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void blocks_of_one_in_another_schema_cost_no_more_than_their_number()
    {
        var codec = AvroCodecs.For<ReviewSubmitted>();
        var newer = Evolution.Change(
            "review-submitted",
            schema => schema.Fields().Add(JsonNode.Parse("""{"name": "extra", "type": "int"}"""))
        );
        var whole = codec.Encode(Samples.Review with { SellerIds = [] });
        var marker = codec.Encode(Samples.Review with { SellerIds = ["@"] });
        var at = whole.Zip(marker).TakeWhile(pair => pair.First == pair.Second).Count();
        byte[] payload = [.. whole[..at], .. Enumerable.Repeat<byte[]>([2, 0], 100_000).SelectMany(block => block), .. whole[at..], 0];
        registry.AddUnchecked(newer);
        var deserializer = new AvroDeserializer<ReviewSubmitted>(registry);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<ContractException>(() => deserializer.Deserialize(Frame(payload), false, Orders));
        Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("com.acme.orders")]
    [InlineData("streaming")]
    public void another_namespace_is_read_as_java_reads_it(string? space)
    {
        var schema = Evolution.Change(
            "order-delivered",
            root =>
            {
                if (space is null)
                    root.Remove("namespace");
                else
                    root["namespace"] = space;
            }
        );
        Assert.Equal("order-1", Read(Encode(), schema).OrderId);
    }

    [Fact]
    public void another_namespace_with_an_added_field_and_names_that_clash_is_read()
    {
        var schema = Evolution.Change(
            "order-delivered",
            root =>
            {
                root["namespace"] = "acme";
                root.Fields()
                    .Add(
                        JsonNode.Parse(
                            """
                            {"name": "extra", "type":
                            {"type": "record", "name": "other.OrderDelivered", "fields": [{"name": "x", "type": "int"}]}}
                            """
                        )
                    );
            }
        );
        Assert.Equal("order-1", Read([.. Encode(), 2], schema).OrderId);
    }

    [Fact]
    public void bytes_are_read_as_text_and_decimals_are_not()
    {
        var bytes = Evolution.Change("order-delivered", root => root.Field("order_id")["type"] = "bytes");
        Assert.Equal("order-1", Read(Encode(), bytes).OrderId);
        var optional = Evolution.Change(
            "order-delivered",
            root => root.Field("customer_unique_id")["type"] = new JsonArray("null", "bytes")
        );
        Assert.Equal(Samples.Order.CustomerUniqueId, Read(Encode(), optional, id: 2).CustomerUniqueId);
        var money = Evolution.Change(
            "order-delivered",
            root => root.Field("order_id")["type"] = JsonNode.Parse("""{"type": "bytes", "logicalType": "decimal", "precision": 9}""")
        );
        AssertMismatch(Encode(), money, 3, "/order_id: bytes (decimal) is not read as string");
    }

    [Fact]
    public void a_third_branch_is_read_where_a_record_does_not_use_it()
    {
        var wider = Evolution.Change(
            "order-delivered",
            root => root.Field("customer_unique_id")["type"] = new JsonArray("null", "string", "boolean")
        );
        Assert.Equal(Samples.Order.CustomerUniqueId, Read(Encode(), wider).CustomerUniqueId);
    }

    [Theory]
    [InlineData(
        "recorded_at",
        null,
        "/recorded_at: the reader's field of type long (local-timestamp-millis) has no default and the writer does not write it"
    )]
    [InlineData("version", "\"long\"", "/version: long is not read as int")]
    [InlineData("order_id", "\"int\"", "/order_id: int is not read as string")]
    public void every_refusal_names_the_field_both_types_and_the_way_out(string field, string? type, string said)
    {
        var schema = Evolution.Change(
            "order-delivered",
            root =>
            {
                if (type is null)
                    root.Fields().Remove(root.Field(field));
                else
                    root.Field(field)["type"] = JsonNode.Parse(type);
            }
        );
        AssertMismatch(Encode(), schema, 1, said, "schemas/order-delivered.avsc");
    }

    private static string Chain(int length, int uses)
    {
        var fields = new StringBuilder(
            """{"name": "f0", "type": {"type": "record", "name": "R0", "fields": [{"name": "x", "type": "int"}]}}"""
        );
        for (var i = 1; i < length; i++)
        {
            var inner = string.Join(
                ",",
                Enumerable
                    .Range(0, uses)
                    .Select(use => string.Create(CultureInfo.InvariantCulture, $$"""{"name": "u{{use}}", "type": "R{{i - 1}}"}"""))
            );
            fields.Append(
                CultureInfo.InvariantCulture,
                $$$""", {"name": "f{{{i}}}", "type": {"type": "record", "name": "R{{{i}}}", "fields": [{{{inner}}}]}}"""
            );
        }

        return $$"""{"type": "record", "name": "Chain", "namespace": "", "fields": [{{fields}}]}""";
    }

    /// <summary>Our orders with one more field at the end.</summary>
    private static string With(string type) =>
        Schemas.Get("order-delivered").TrimEnd() is var ours && ours.LastIndexOf(']') is var end
            ? $$$"""{{{ours[..end]}}}, {"name": "extra", "type": {{{type}}} } {{{ours[end..]}}}"""
            : "";

    private void AssertRefused(string extraType, params string[] said) => AssertMismatch(Encode(), With(extraType), 1, said);

    private void AssertMismatch(byte[] payload, string schema, int id, params string[] said)
    {
        var fault = Assert.Throws<ContractException>(() => ReadAny(payload, schema, id));
        Assert.Equal(ReasonCodes.SchemaMismatch, fault.ReasonCode);
        Assert.All(said, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    private OrderDelivered Read(byte[] payload, string schema, int id = 1) => ReadAny(payload, schema, id);

    private OrderDelivered ReadAny(byte[] payload, string schema, int id)
    {
        registry.AddUnchecked(schema);
        return new AvroDeserializer<OrderDelivered>(registry).Deserialize(Frame(payload, id), false, Orders);
    }

    private static byte[] Encode() => AvroCodecs.For<OrderDelivered>().Encode(Samples.Order);

    private static byte[] Frame(byte[] payload, int id = 1) => [0, 0, 0, 0, (byte)id, .. payload];

    private static byte[] Long(long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        var bytes = new List<byte>();
        for (; bits >= 0x80; bits >>= 7)
            bytes.Add((byte)(bits | 0x80));
        bytes.Add((byte)bits);
        return [.. bytes];
    }
}

public sealed class FastOddWriterSchemaTests() : OddWriterSchemaTests(AvroImplementation.Fast);

public sealed class ConfluentOddWriterSchemaTests() : OddWriterSchemaTests(AvroImplementation.Confluent);
