using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;
using Avro.IO;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>Records that were written with an older or newer schema than ours.</summary>
public abstract class SchemaEvolutionTests(AvroImplementation implementation)
{
    private static readonly SerializationContext Reviews = new(MessageComponentType.Value, "review-submitted");

    private readonly InMemorySchemaRegistry registry = new() { AvroImplementation = implementation };

    [Fact]
    public void an_added_field_is_skipped()
    {
        var newer = Evolution.Change(
            "review-submitted",
            schema => schema.Fields().Insert(3, JsonNode.Parse("""{"name": "channel", "type": ["null", "string"], "default": null}"""))
        );
        Assert.Equal(Spell(Samples.Review), Spell(Read(Write(newer, record => record.Add("channel", "e-mail")), newer)));
    }

    [Fact]
    public void added_fields_of_every_type_are_skipped()
    {
        var newer = Evolution.Change(
            "review-submitted",
            schema =>
            {
                schema.Fields().Insert(0, JsonNode.Parse("""{"name": "a", "type": {"type": "map", "values": ["null", "long"]}}"""));
                schema
                    .Fields()
                    .Insert(4, JsonNode.Parse("""{"name": "b", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}}"""));
                schema.Fields().Insert(6, JsonNode.Parse("""{"name": "c", "type": {"type": "fixed", "name": "Two", "size": 2}}"""));
                schema
                    .Fields()
                    .Add(
                        JsonNode.Parse(
                            """
                            {"name": "d", "type": {"type": "array", "items": {"type": "record", "name": "Pair", "fields":
                            [{"name": "x", "type": "bytes"}, {"name": "y", "type": "float"}]}}}
                            """
                        )
                    );
                schema.Fields().Add(JsonNode.Parse("""{"name": "e", "type": "boolean"}"""));
            }
        );
        var bytes = Write(
            newer,
            record =>
            {
                record.Add("a", new Dictionary<string, object> { ["one"] = 1L, ["none"] = null! });
                record.Add("b", new GenericEnum((EnumSchema)record.Schema["b"].Schema, "BLUE"));
                record.Add("c", new GenericFixed((FixedSchema)record.Schema["c"].Schema, [1, 2]));
                var pair = new GenericRecord((RecordSchema)((ArraySchema)record.Schema["d"].Schema).ItemSchema);
                pair.Add("x", new byte[] { 1, 2, 3 });
                pair.Add("y", 1.5f);
                record.Add("d", new object[] { pair, pair });
                record.Add("e", true);
            }
        );
        Assert.Equal(Spell(Samples.Review), Spell(Read(bytes, newer)));
    }

    [Fact]
    public void a_missing_optional_field_is_null_and_a_missing_version_is_one()
    {
        var older = Evolution.Change(
            "review-submitted",
            schema =>
            {
                schema.Fields().Remove(schema.Field("customer_state"));
                schema.Fields().Remove(schema.Field("version"));
            }
        );
        Assert.Equal(Spell(Samples.Review with { CustomerState = null, Version = 1 }), Spell(Read(Write(older), older)));
    }

    [Fact]
    public void fields_in_another_order_are_found_by_name()
    {
        var shuffled = Evolution.Change(
            "review-submitted",
            schema =>
            {
                var fields = schema.Fields().Reverse().Select(field => field!.DeepClone()).ToArray();
                schema["fields"] = new JsonArray(fields);
            }
        );
        Assert.Equal(Spell(Samples.Review), Spell(Read(Write(shuffled), shuffled)));
    }

    [Fact]
    public void another_documentation_is_no_other_schema()
    {
        var undocumented = Evolution.Change("review-submitted", schema => schema.Field("review_score").Remove("doc"));
        Assert.True(SchemaText.DescribesSameBytes(undocumented, Schemas.Get("review-submitted")));
        Assert.Equal(Spell(Samples.Review), Spell(Read(Write(undocumented), undocumented)));
    }

    [Fact]
    public void a_narrower_number_is_widened()
    {
        var narrow = Evolution.Change(
            "satisfaction-scored",
            schema =>
            {
                schema.Field("decision_number")["type"] = "int";
                schema.Field("raw_margin")["type"] = "float";
            }
        );
        var bytes = ReferenceAvro.Write(Samples.Scored, Schemas.Get("satisfaction-scored"));
        var rewritten = Rewrite(
            bytes,
            "satisfaction-scored",
            narrow,
            record =>
            {
                record.Add("decision_number", 7);
                record.Add("raw_margin", -1.125f);
            }
        );
        Assert.Equal(
            Spell(Samples.Scored, "satisfaction-scored"),
            Spell(Read<SatisfactionScored>(rewritten, narrow), "satisfaction-scored")
        );
    }

    [Fact]
    public void a_required_field_becoming_optional_is_read_when_present_and_refused_when_null()
    {
        var looser = Evolution.Change("review-submitted", schema => schema.Field("review_id")["type"] = new JsonArray("null", "string"));
        Assert.Equal(Spell(Samples.Review), Spell(Read(Write(looser), looser)));
        AssertMismatch(Write(looser, record => record.Add("review_id", null)), looser);
    }

    [Fact]
    public void a_missing_required_field_is_a_mismatch() =>
        AssertMismatch(Evolution.Change("review-submitted", schema => schema.Fields().Remove(schema.Field("review_score"))));

    [Fact]
    public void another_type_is_a_mismatch() =>
        AssertMismatch(Evolution.Change("review-submitted", schema => schema.Field("review_score")["type"] = "string"));

    [Fact]
    public void another_record_is_a_mismatch() => AssertMismatch(Schemas.Get("model-promoted"));

    [Theory]
    [InlineData("{\"type\": \"record\"}")]
    [InlineData("syntax = \"proto3\";")]
    [InlineData("{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"object\"}")]
    public void what_is_no_avro_schema_is_a_mismatch(string schema) => AssertMismatch(schema);

    [Theory]
    [InlineData("timestamp-micros")]
    [InlineData("timestamp-millis")]
    public void another_unit_or_clock_of_a_time_is_a_mismatch_and_says_which(string logicalType)
    {
        var other = Evolution.Change("review-submitted", schema => schema.Field("answered_at")["type"]!["logicalType"] = logicalType);
        var fault = AssertMismatch(other);
        Assert.Contains(
            $"/answered_at: long ({logicalType}) is not read as long (local-timestamp-millis)",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_mismatch_is_found_out_once()
    {
        var schema = Schemas.Get("model-promoted");
        Register(schema);
        var deserializer = new AvroDeserializer<ReviewSubmitted>(registry);
        var calls = registry.Calls;
        for (var i = 0; i < 3; i++)
            Assert.Throws<ContractException>(() => deserializer.Deserialize([0, 0, 0, 0, 1], false, Reviews));
        Assert.Equal(calls + 1, registry.Calls);
    }

    [Fact]
    public void damaged_bytes_of_another_schema_are_undecodable_and_cost_little()
    {
        var newer = Evolution.Change(
            "review-submitted",
            schema => schema.Fields().Insert(0, JsonNode.Parse("""{"name": "raw", "type": {"type": "array", "items": "bytes"}}"""))
        );
        var original = Write(newer, record => record.Add("raw", new object[] { new byte[] { 1, 2, 3 } }));
        Register(newer);
        var deserializer = new AvroDeserializer<ReviewSubmitted>(registry);
        deserializer.Deserialize(Frame(original), false, Reviews);
        var random = new Random(5);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = original.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                deserializer.Deserialize(Frame(bytes), false, Reviews);
            }
            catch (ContractException e)
            {
                Assert.Equal(ReasonCodes.Undecodable, e.ReasonCode);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
    }

    private ContractException AssertMismatch(string schema) => AssertMismatch(new byte[10], schema);

    private ContractException AssertMismatch(byte[] bytes, string schema)
    {
        var fault = Assert.Throws<ContractException>(() => Read(bytes, schema));
        Assert.Equal(ReasonCodes.SchemaMismatch, fault.ReasonCode);
        Assert.Contains("chema id 1 ", fault.Message, StringComparison.Ordinal);
        return fault;
    }

    private ReviewSubmitted Read(byte[] payload, string writer) => Read<ReviewSubmitted>(payload, writer);

    private T Read<T>(byte[] payload, string writer)
        where T : class
    {
        Register(writer);
        return new AvroDeserializer<T>(registry).Deserialize(Frame(payload), false, Reviews);
    }

    /// <summary>As id 1. The registry in memory answers at once.</summary>
    private void Register(string schema) => Assert.Equal(1, registry.RegisterAsync("any", schema).GetAwaiter().GetResult());

    private static byte[] Frame(byte[] payload) => [0, 0, 0, 0, 1, .. payload];

    private static byte[] Write(string writer, Action<GenericRecord>? others = null) =>
        Rewrite(ReferenceAvro.Write(Samples.Review, Schemas.Get("review-submitted")), "review-submitted", writer, others ?? (_ => { }));

    /// <summary>A record of our schema under another one: equal names are copied, the rest is the caller's.</summary>
    private static byte[] Rewrite(byte[] ours, string schema, string writer, Action<GenericRecord> others)
    {
        var source = ReferenceAvro.Read(ours, Schemas.Get(schema));
        var target = new GenericRecord((RecordSchema)SchemaText.Parse(writer));
        foreach (var field in target.Schema.Fields)
        {
            if (source.TryGetValue(field.Name, out var value))
                target.Add(field.Name, value);
        }

        others(target);
        using var bytes = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(target.Schema).Write(target, new BinaryEncoder(bytes));
        return bytes.ToArray();
    }

    private static string Spell(object record, string schema = "review-submitted") =>
        ReferenceAvro.Spell(ReferenceAvro.ToGeneric(record, SchemaText.Parse(Schemas.Get(schema))));
}

public sealed class FastSchemaEvolutionTests() : SchemaEvolutionTests(AvroImplementation.Fast);

public sealed class ConfluentSchemaEvolutionTests() : SchemaEvolutionTests(AvroImplementation.Confluent);
