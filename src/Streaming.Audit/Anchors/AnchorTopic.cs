using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Audit.Anchors;

/// <summary>Topic <c>audit-anchors</c>: where the chain stood, kept where the store's database cannot reach it. For one caller at a
/// time.</summary>
/// <param name="client">Servers and security.</param>
/// <param name="registry">Knows the schemas.</param>
/// <param name="clients">Reads it, and says how long the cluster may take to answer; null: the client library's, 15 s.</param>
public sealed class AnchorTopic(ClientConfig client, ISchemaRegistry registry, IKafkaClients? clients = null)
{
    /// <summary>An anchor that cannot be written now is made up for by the next; nobody waits long for it.</summary>
    private const int PatienceMilliseconds = 10_000;

    private const int HashDigits = 64;

    private readonly WholeTopic<AuditAnchored> topic = new(Topics.AuditAnchors.Name, client, registry, clients);

    /// <summary>Every anchor, of whichever store, by position. Records that are none are left out.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached, or has no such topic.</exception>
    /// <exception cref="RegistryUnavailableException">The registry could not be asked.</exception>
    public async Task<IReadOnlyList<AuditAnchored>> ReadAsync(CancellationToken cancellation = default) =>
        (await ReadAllAsync(cancellation).ConfigureAwait(false)).Anchors;

    /// <summary>Every anchor, and every record that is none with its place.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async Task<AnchorRecords> ReadAllAsync(CancellationToken cancellation = default)
    {
        var (anchors, odd) = (new List<AuditAnchored>(), new List<OddAnchor>());
        var reading = Task.Run(
            () =>
                topic.Read(
                    (partition, offset, key, anchor) =>
                    {
                        if (Wrong(key, anchor) is { } why)
                            odd.Add(new OddAnchor(partition, offset, key, why));
                        else
                            anchors.Add(anchor);
                    },
                    unusable => odd.Add(new OddAnchor(unusable.Partition, unusable.Offset, unusable.Key ?? "", unusable.Why)),
                    cancellation
                ),
            cancellation
        );
        // a broker that is away holds the client for some seconds, and a process that is told to stop does not wait for it
        await reading.WaitAsync(cancellation).ConfigureAwait(false);
        return new AnchorRecords([.. anchors.OrderBy(anchor => anchor.Position)], odd); // between partitions there is no order
    }

    /// <summary>What no anchor that we have written can look like; null when it may be one.</summary>
    private static string? Wrong(string key, AuditAnchored anchor)
    {
        if (!Guid.TryParseExact(anchor.Store, "D", out _))
            return $"its store is '{anchor.Store}', not a UUID";
        if (anchor.Position < 1)
            return string.Create(CultureInfo.InvariantCulture, $"its position is {anchor.Position}, and the first event is 1");
        if (anchor.Hash.Length != HashDigits || !anchor.Hash.All(char.IsAsciiHexDigitLower))
            return $"its hash is '{anchor.Hash}', not {HashDigits} lower-case hexadecimal digits";
        var expected = string.Create(CultureInfo.InvariantCulture, $"{anchor.Store}/{anchor.Position}");
        return key == expected ? null : $"it is an anchor of '{expected}' under another key";
    }

    /// <summary>Returns when the brokers have all of them.</summary>
    internal async Task PublishAsync(IReadOnlyList<AuditAnchored> anchors, CancellationToken cancellation)
    {
        if (anchors.Count == 0)
            return;
        var config = client.ForProducer();
        config.EnableIdempotence = true;
        config.MessageTimeoutMs = PatienceMilliseconds;
        using var producer = new ProducerBuilder<string, AuditAnchored>(config)
            .SetValueSerializer(new AvroSerializer<AuditAnchored>(registry))
            .Build();
        foreach (var anchor in anchors)
            await producer
                .ProduceUnwrappedAsync(
                    Topics.AuditAnchors.Name,
                    new Message<string, AuditAnchored> { Key = anchor.EventId, Value = anchor },
                    cancellation
                )
                .ConfigureAwait(false);
    }
}
