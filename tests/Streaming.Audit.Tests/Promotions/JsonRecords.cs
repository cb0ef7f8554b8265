using System.Text.Json;
using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Tests.Promotions;

/// <summary>Any wire format will do for the relay; this one needs no registry.</summary>
internal sealed class JsonRecords : ISerializer<ModelPromoted>, IDeserializer<ModelPromoted>
{
    public byte[] Serialize(ModelPromoted data, SerializationContext context) => JsonSerializer.SerializeToUtf8Bytes(data);

    public ModelPromoted Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => JsonSerializer.Deserialize<ModelPromoted>(data)!;
}
