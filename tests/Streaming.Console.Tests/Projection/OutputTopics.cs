using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Console.Tests.Projection;

/// <summary>Publishes what scorers publish.</summary>
internal sealed class OutputTopics : IDisposable
{
    private readonly AvroSerializer<SatisfactionScored> scored;
    private readonly AvroSerializer<SatisfactionAlert> alerts;
    private readonly AvroSerializer<ScoringWindow> windows;

    private OutputTopics(string bootstrapServers, string? transactionalId, ISchemaRegistry registry)
    {
        (scored, alerts, windows) = (new(registry), new(registry), new(registry));
        Producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrapServers,
                TransactionalId = transactionalId,
                LingerMs = 0,
            }
        ).Build();
        if (transactionalId is not null)
            Producer.InitTransactions(TimeSpan.FromSeconds(30));
    }

    public IProducer<byte[], byte[]> Producer { get; }

    public static async Task<OutputTopics> OpenAsync(string bootstrapServers, string? transactionalId = null)
    {
        var registry = new InMemorySchemaRegistry();
        await SubjectSetup.ApplyAsync(registry);
        return new OutputTopics(bootstrapServers, transactionalId, registry);
    }

    public void Publish(params object[] facts)
    {
        foreach (var fact in facts)
        {
            var (topic, key, value) = fact switch
            {
                SatisfactionScored s => (Topics.SatisfactionScored, s.OrderId, scored.Serialize(s, Context(Topics.SatisfactionScored))),
                SatisfactionAlert a => (AlertTopic(a), a.OrderId, alerts.Serialize(a, Context(AlertTopic(a)))),
                ScoringWindow w => (Topics.ScoringWindows, w.Instance, windows.Serialize(w, Context(Topics.ScoringWindows))),
                byte[] garbage => (Topics.SatisfactionScored, "garbage", garbage),
                _ => throw new ArgumentException($"{fact.GetType()} is not published"),
            };
            Producer.Produce(topic.Name, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value });
        }
    }

    public void PublishDeadLetter(string reason) =>
        Producer.Produce(
            Topics.OrderDeliveredDeadLetters.Name,
            new Message<byte[], byte[]>
            {
                Key = [1],
                Value = [2],
                Headers = [new Header("x-reason-code", Encoding.UTF8.GetBytes(reason))],
            }
        );

    public void Flush() => Producer.Flush(TimeSpan.FromSeconds(30));

    public void Dispose() => Producer.Dispose();

    private static Topic AlertTopic(SatisfactionAlert alert) => alert.Tier == "RED" ? Topics.AlertsRed : Topics.AlertsYellow;

    private static SerializationContext Context(Topic topic) => new(MessageComponentType.Value, topic.Name);
}
