using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using TheirConfig = Confluent.SchemaRegistry.Serdes.AvroSerializerConfig;

namespace Streaming.Embedded.Tests.Registry.Foreign;

/// <summary>Confluent's serializers for C# and ours read each other's records, wherever the schema's id stands.</summary>
public sealed class ConfluentSerdesTests(EmbeddedRegistryFixture ours) : IClassFixture<EmbeddedRegistryFixture>, IAsyncLifetime
{
    private readonly string topic = Unique.Name("foreign");
    private CachedSchemaRegistryClient? theirs;
    private Streaming.Kafka.Registry.ConfluentRegistry? own;

    public async ValueTask InitializeAsync()
    {
        theirs = await ConfluentClients.ConnectAsync(ours);
        var url = await ours.UrlAsync();
        own = new Streaming.Kafka.Registry.ConfluentRegistry(new Streaming.Kafka.Registry.SchemaRegistryConfig { Url = url });
    }

    public ValueTask DisposeAsync()
    {
        theirs?.Dispose();
        own?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("frame")]
    [InlineData("header")]
    [InlineData("normalized")]
    [InlineData("latest")]
    [InlineData("id")]
    [InlineData("associated")]
    public async Task every_event_goes_from_ours_to_theirs_and_back(string way)
    {
        await BothWaysAsync<OrderDelivered>("order-delivered", way);
        await BothWaysAsync<ReviewSubmitted>("review-submitted", way);
        await BothWaysAsync<SatisfactionScored>("satisfaction-scored", way);
        await BothWaysAsync<SatisfactionAlert>("satisfaction-alert", way);
        await BothWaysAsync<ScoringWindow>("scoring-window", way);
        await BothWaysAsync<ModelPromoted>("model-promoted", way);
        await BothWaysAsync<AuditAnchored>("audit-anchored", way);
        await BothWaysAsync<DeadLettersRedriven>("dead-letters-redriven", way);
    }

    [Theory]
    [InlineData(MessageComponentType.Value, "__value_schema_id")]
    [InlineData(MessageComponentType.Key, "__key_schema_id")]
    public async Task the_guid_stands_in_the_header_with_its_first_digits_first(MessageComponentType component, string header)
    {
        var (bytes, context) = await TheirsAsync(await ReadAsync(Golden("order-delivered"), "order-delivered"), "header", component);
        var registered = await theirs!.GetLatestSchemaAsync($"{topic}-{(component == MessageComponentType.Key ? "key" : "value")}");
        Assert.True(context.Headers.TryGetLastBytes(header, out var id));
        Assert.Equal("01" + registered.Guid.Replace("-", "", StringComparison.Ordinal), Convert.ToHexStringLower(id));
        Assert.Equal(Guid.Parse(registered.Guid), new Guid(id.AsSpan(1), bigEndian: true));
        Assert.Equal(Golden("order-delivered"), bytes); // nothing stands in front
        Assert.Equal("order-1", new Streaming.Kafka.Wire.AvroDeserializer<OrderDelivered>(own!).Deserialize(bytes, false, context).OrderId);
    }

    private async Task BothWaysAsync<T>(string schema, string way)
        where T : class
    {
        var codec = AvroCodecs.For<T>();
        var generic = await ReadAsync(Golden(schema), schema);
        var (bytes, context) = await TheirsAsync(generic, way, MessageComponentType.Value, schema);
        var read = new Streaming.Kafka.Wire.AvroDeserializer<T>(own!).Deserialize(bytes, false, context);
        Assert.Equal(Golden(schema), codec.Encode(read));

        var written = new Streaming.Kafka.Wire.AvroSerializer<T>(own!).Serialize(
            read,
            Context(MessageComponentType.Value, $"{topic}-{schema}")
        );
        var back = await new Confluent.SchemaRegistry.Serdes.AvroDeserializer<GenericRecord>(theirs!).DeserializeAsync(
            written,
            false,
            Context(MessageComponentType.Value, $"{topic}-{schema}")
        );
        Assert.Equal(generic, back);
    }

    /// <summary>Written by their serializer.</summary>
    private async Task<(byte[] Bytes, SerializationContext Context)> TheirsAsync(
        GenericRecord record,
        string way,
        MessageComponentType component,
        string? suffix = null
    )
    {
        var place = suffix is null ? topic : $"{topic}-{suffix}";
        var config = new TheirConfig();
        switch (way)
        {
            case "header":
                config.SchemaIdStrategy = SchemaIdSerializerStrategy.Header;
                break;
            case "normalized":
                config.NormalizeSchemas = true;
                break;
            case "associated":
                config.SubjectNameStrategy = Confluent.SchemaRegistry.SubjectNameStrategy.Associated;
                break;
            case "latest" or "id":
                config.AutoRegisterSchemas = false;
                var id = await own!.RegisterAsync($"{place}-value", record.Schema.ToString());
                if (way == "latest")
                    config.UseLatestVersion = true;
                else
                    config.UseSchemaId = id;
                break;
            default:
                break;
        }

        var context = Context(component, place);
        return (
            await new Confluent.SchemaRegistry.Serdes.AvroSerializer<GenericRecord>(theirs!, config).SerializeAsync(record, context),
            context
        );
    }

    private static SerializationContext Context(MessageComponentType component, string place) => new(component, place, []);

    /// <summary>What Apache.Avro reads from bytes of ours.</summary>
    private static async Task<GenericRecord> ReadAsync(byte[] bytes, string schema)
    {
        var parsed = Avro.Schema.Parse(Schemas.Get(schema));
        await using var stream = new MemoryStream(bytes);
        return new GenericDatumReader<GenericRecord>(parsed, parsed).Read(null!, new Avro.IO.BinaryDecoder(stream));
    }

    /// <summary>Of the present version.</summary>
    private static byte[] Golden(string schema)
    {
        var folder = Path.Combine(RepositoryRoot.Find(), "schemas", "golden");
        return File.ReadAllBytes(Directory.EnumerateFiles(folder, schema + ".v*.bin").Max(StringComparer.Ordinal)!);
    }
}
