using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>What was written with a schema before the present one is in topics for as long as they are kept.</summary>
public abstract class EarlierVersionsTests(AvroImplementation implementation)
{
    private readonly InMemorySchemaRegistry registry = new() { AvroImplementation = implementation };

    [Fact]
    public void windows_before_dropped_events_were_counted_say_that_nobody_has_counted() =>
        Assert.Equal(
            Spell(Samples.Window with { HistoryTooOld = null, HistoryLate = null, ReviewsRefused = null }),
            Spell(Read<ScoringWindow>("scoring-window", 1))
        );

    [Fact]
    public void every_earlier_version_has_a_test_here() => Assert.Equal([("scoring-window", 1)], GoldenBytes.Earlier);

    [Fact]
    public void every_version_can_be_read_by_readers_of_any_other()
    {
        foreach (var (schema, version) in GoldenBytes.Earlier)
        {
            var (earlier, present) = (Avro.Schema.Parse(Text(schema, version)), Avro.Schema.Parse(Schemas.Get(schema)));
            Assert.True(present.CanRead(earlier) && earlier.CanRead(present), $"{schema} version {version}");
        }
    }

    private T Read<T>(string schema, int version)
        where T : class
    {
        var subject = schema + "-value";
        var id = registry.RegisterAsync(subject, Text(schema, version)).GetAwaiter().GetResult();
        byte[] value = [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, .. GoldenBytes.Of(schema, version, "bin")];
        return new AvroDeserializer<T>(registry).Deserialize(value, false, new SerializationContext(MessageComponentType.Value, schema));
    }

    private static string Text(string schema, int version) => Encoding.UTF8.GetString(GoldenBytes.Of(schema, version, "avsc"));

    private static string Spell<T>(T record)
        where T : class => ReferenceAvro.Spell(ReferenceAvro.ToGeneric(record, SchemaText.Parse(AvroCodecs.For<T>().Schema)));
}

public sealed class FastEarlierVersionsTests() : EarlierVersionsTests(AvroImplementation.Fast);

public sealed class ConfluentEarlierVersionsTests() : EarlierVersionsTests(AvroImplementation.Confluent);
