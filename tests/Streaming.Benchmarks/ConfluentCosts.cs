using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Generated = streaming.satisfaction;
using SubjectNameStrategy = Confluent.SchemaRegistry.SubjectNameStrategy;

namespace Streaming.Benchmarks;

/// <summary>The two hot records by Confluent's serializers on the generated classes, without what would map them to ours and check
/// them.</summary>
internal sealed class ConfluentCosts
{
    private readonly SerializationContext input = new(MessageComponentType.Value, Topics.OrderDelivered.Name);
    private readonly SerializationContext output = new(MessageComponentType.Value, Topics.SatisfactionScored.Name);
    private readonly Streaming.Kafka.Wire.AvroSerializer<SatisfactionScored> ours;
    private readonly AvroDeserializer<Generated.OrderDelivered> orders;
    private readonly AvroDeserializer<Generated.SatisfactionScored> scores;
    private readonly AvroSerializer<Generated.SatisfactionScored> serializer;

    /// <param name="ours">Writes what the generated records are read from.</param>
    public ConfluentCosts(Streaming.Kafka.Wire.AvroSerializer<SatisfactionScored> ours)
    {
        this.ours = ours;
        LogicalTimes.Register();
        var topic = new AvroDeserializerConfig { SubjectNameStrategy = SubjectNameStrategy.Topic };
        var registered = new OneSchema(Schemas.Get("satisfaction-scored"));
        orders = new(new OneSchema(Schemas.Get("order-delivered")), topic);
        scores = new(registered, topic);
        serializer = new(registered, new AvroSerializerConfig { SubjectNameStrategy = SubjectNameStrategy.Topic });
    }

    public void Decode(byte[] order) => orders.DeserializeAsync(order, isNull: false, input).GetAwaiter().GetResult();

    public void Encode(Generated.SatisfactionScored score) => serializer.SerializeAsync(score, output).GetAwaiter().GetResult();

    public Generated.SatisfactionScored Of(SatisfactionScored score) =>
        scores.DeserializeAsync(ours.Serialize(score, output), isNull: false, output).GetAwaiter().GetResult();
}
