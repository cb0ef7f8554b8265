using Confluent.Kafka;
using Streaming.Audit.Chain;
using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Audit.Anchors;

/// <summary>Keeps topic <c>audit-anchors</c> at the end of the audit store's chain. Safe to use from any thread.</summary>
public sealed class AuditAnchoring(AuditStore store, ClientConfig client, ISchemaRegistry registry)
{
    /// <summary>How often a running process looks whether something has happened since the last anchor.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Anchors what is not anchored yet.</summary>
    /// <param name="why"><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</param>
    /// <returns>Null when it is done; else the reason why not, in words: the next anchor makes up for it.</returns>
    public async Task<string?> TryAsync(string why, CancellationToken cancellation)
    {
        try
        {
            await new AnchorRelay(store.Chain, new AnchorTopic(client, registry)).AnchorAsync(why, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception fault)
            when (DatabaseFailure.Is(fault)
                || fault is KafkaException or RegistryUnavailableException or SchemaRefusedException or ChainBrokenException
            )
        {
            return $"the audit trail could not be anchored in topic {Topics.AuditAnchors.Name}: {Reasons.Of(fault)}";
        }
    }

    /// <summary>Anchors now and then once a day until it is stopped. A fault is reported and does not end it.</summary>
    /// <param name="report">Receives what became of each try: null when it is done, else the reason why not, in words.</param>
    public async Task RunAsync(TimeProvider clock, Action<string?> report, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                report(await TryAsync("daily", stop).ConfigureAwait(false));
            } while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // the process stops
        }
    }
}
