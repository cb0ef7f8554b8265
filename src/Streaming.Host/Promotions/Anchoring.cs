using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Audit.Chain;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Models.Policy;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Promotions;

/// <summary>Keeps topic audit-anchors at the end of the audit store's chain.</summary>
internal static class Anchoring
{
    /// <summary>How often a running process looks whether something has happened since the last anchor.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Anchors what is not anchored yet.</summary>
    /// <param name="why"><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</param>
    /// <returns>Null when it is done; else why not, in words: the next one makes up for it.</returns>
    public static async Task<string?> TryAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        string why,
        CancellationToken cancellation
    )
    {
        try
        {
            await new AnchorRelay(store.Chain, new AnchorTopic(client, registry)).AnchorAsync(why, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception trouble)
            when (DatabaseFailure.Is(trouble)
                || trouble is KafkaException or RegistryUnavailableException or SchemaRefusedException or ChainBrokenException
            )
        {
            return $"the audit trail could not be anchored in topic {Topics.AuditAnchors.Name}: {Reasons.Of(trouble)}";
        }
    }

    /// <summary>Anchors now and then once a day until it is told to stop. Trouble is told and does not end it.</summary>
    public static async Task RunAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        TimeProvider clock,
        Action<string> tell,
        CancellationToken stop
    )
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                if (await TryAsync(store, client, registry, "daily", stop).ConfigureAwait(false) is { } trouble)
                    tell(trouble);
            } while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // told to stop
        }
    }
}
