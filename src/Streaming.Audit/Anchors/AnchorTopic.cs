using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;

namespace Streaming.Audit.Anchors;

/// <summary>Topic <c>audit-anchors</c>: where the chain stood, kept where the store's database cannot reach it. For one caller at a time.</summary>
/// <param name="client">Servers and security.</param>
/// <param name="registry">Knows the schemas.</param>
public sealed class AnchorTopic(ClientConfig client, ISchemaRegistry registry)
{
    /// <summary>An anchor that cannot be written now is made up for by the next; nobody waits long for it.</summary>
    private const int PatienceMilliseconds = 10_000;

    private readonly WholeTopic<AuditAnchored> topic = new(Topics.AuditAnchors.Name, client, registry);

    /// <summary>Every anchor, of whichever store, by position.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached, or has no such topic.</exception>
    public async Task<IReadOnlyList<AuditAnchored>> ReadAsync(CancellationToken cancellation = default)
    {
        var anchors = new List<AuditAnchored>();
        var reading = Task.Run(() => topic.Read((_, _, anchor) => anchors.Add(anchor), cancellation), cancellation);
        await reading.WaitAsync(cancellation).ConfigureAwait(false); // a broker that is away holds the client for some seconds, and a process that is told to stop does not wait for it
        return [.. anchors.OrderBy(anchor => anchor.Position)]; // between partitions there is no order
    }

    /// <summary>Returns when the brokers have all of them.</summary>
    internal async Task PublishAsync(IReadOnlyList<AuditAnchored> anchors, CancellationToken cancellation)
    {
        if (anchors.Count == 0) return;
        var config = client.ForProducer();
        config.EnableIdempotence = true;
        config.MessageTimeoutMs = PatienceMilliseconds;
        using var producer = new ProducerBuilder<string, AuditAnchored>(config).SetValueSerializer(new AvroSerializer<AuditAnchored>(registry)).Build();
        foreach (var anchor in anchors)
            await producer.ProduceUnwrappedAsync(Topics.AuditAnchors.Name, new Message<string, AuditAnchored> { Key = anchor.EventId, Value = anchor }, cancellation).ConfigureAwait(false);
    }
}
