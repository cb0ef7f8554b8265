using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Fuzz.Decoders;

/// <summary>The schema itself is the input: what a registry may answer for an id, with a good payload behind it.</summary>
internal static class WriterSchemaTarget
{
    private const string Recursive =
        """{"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"],"default":null},"""
        + """{"name":"all","type":{"type":"array","items":{"type":"map","values":"Node"}}}]}""";

    private const string Fields = "\"fields\": [";
    private const int Id = 7;

    public static DecoderTarget Of(Topic topic, IReadOnlyList<OrderDelivered> orders)
    {
        var schema = Schemas.Get(topic.Schema!);
        var payload = new AvroSerializer<OrderDelivered>(Registered(topic, schema)).Serialize(
            orders[0],
            new SerializationContext(MessageComponentType.Value, topic.Name)
        );
        payload.AsSpan(1, sizeof(int)).Clear();
        payload[sizeof(int)] = Id;
        return new DecoderTarget(
            "writer-schema",
            bytes =>
            {
                var deserializer = new AvroDeserializer<OrderDelivered>(new OneAnswer(Encoding.UTF8.GetString(bytes)));
                return deserializer.Deserialize(payload, false, new SerializationContext(MessageComponentType.Value, topic.Name))
                    is not null;
            },
            [.. Seeds(schema)]
        )
        {
            IsText = true,
        };
    }

    private static IEnumerable<byte[]> Seeds(string schema)
    {
        yield return Encoding.UTF8.GetBytes(schema);
        yield return Encoding.UTF8.GetBytes(Recursive);
        var firstField = schema.IndexOf(Fields, StringComparison.Ordinal) + Fields.Length;
        yield return Encoding.UTF8.GetBytes(
            schema.Insert(firstField, $"{{\"name\":\"extra\",\"type\":[\"null\",{Recursive}],\"default\":null}},")
        );
        yield return Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 300)) + "\"int\"" + new string('}', 300)
        );
    }

    private static InMemorySchemaRegistry Registered(Topic topic, string schema)
    {
        var registry = new InMemorySchemaRegistry();
        registry.RegisterAsync(topic.Subject!, schema).GetAwaiter().GetResult();
        return registry;
    }
}
