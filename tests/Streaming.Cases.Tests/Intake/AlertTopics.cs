using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Cases.Tests.Intake;

/// <summary>Publishes what scorers and the survey publish.</summary>
internal sealed class AlertTopics : IDisposable
{
    private readonly AvroSerializer<SatisfactionAlert> alerts;
    private readonly AvroSerializer<ReviewSubmitted> reviews;
    private readonly IProducer<byte[], byte[]> producer;

    private AlertTopics(string bootstrapServers, ISchemaRegistry registry)
    {
        (alerts, reviews) = (new(registry), new(registry));
        producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 0 }).Build();
    }

    public static async Task<AlertTopics> OpenAsync(string bootstrapServers)
    {
        var registry = new InMemorySchemaRegistry();
        await SubjectSetup.ApplyAsync(registry);
        return new AlertTopics(bootstrapServers, registry);
    }

    public void Publish(params object[] facts)
    {
        foreach (var fact in facts)
        {
            var (topic, key, value) = fact switch
            {
                SatisfactionAlert a => (TopicOf(a), a.OrderId, alerts.Serialize(a, Context(TopicOf(a)))),
                ReviewSubmitted r => (Topics.ReviewSubmitted, r.OrderId, reviews.Serialize(r, Context(Topics.ReviewSubmitted))),
                byte[] garbage => (Topics.AlertsRed, "garbage", garbage),
                _ => throw new ArgumentException($"{fact.GetType()} is not published"),
            };
            producer.Produce(topic.Name, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value });
        }

        producer.Flush(TimeSpan.FromSeconds(30));
    }

    public void Dispose() => producer.Dispose();

    private static Topic TopicOf(SatisfactionAlert alert) => alert.Tier == "RED" ? Topics.AlertsRed : Topics.AlertsYellow;

    private static SerializationContext Context(Topic topic) => new(MessageComponentType.Value, topic.Name);
}
