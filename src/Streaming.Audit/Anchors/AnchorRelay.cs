using Streaming.Audit.Chain;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Anchors;

/// <summary>Brings topic <c>audit-anchors</c> up to the end of the chain. For one caller at a time; relays of several processes may run
/// together.</summary>
public sealed class AnchorRelay(AuditChain chain, AnchorTopic topic)
{
    /// <summary>Publishes what the topic lacks.</summary>
    /// <param name="why"><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</param>
    /// <returns>What was published; empty when nothing has happened since the last anchor.</returns>
    /// <exception cref="ChainBrokenException">The latest anchor no longer holds; nothing is published, since it would hide
    /// that.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">The cluster cannot be reached, or has no such topic.</exception>
    public async Task<IReadOnlyList<AuditAnchored>> AnchorAsync(string why, CancellationToken cancellation = default)
    {
        var missing = await chain
            .MissingAnchorsAsync(await topic.ReadAsync(cancellation).ConfigureAwait(false), why, cancellation)
            .ConfigureAwait(false);
        await topic.PublishAsync(missing, cancellation).ConfigureAwait(false);
        return missing;
    }
}
