using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Audit.Promotions;
using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Host.Roles;

/// <summary>What every process with a role does for the audit trail: publishes decisions that the topic has missed, and anchors the
/// chain.</summary>
internal sealed class AuditUpkeep(
    AuditStore audit,
    ClientConfig client,
    ISchemaRegistry registry,
    RoleMetrics metrics,
    TimeProvider clock,
    ILogger log
)
{
    /// <summary>Ends when the process stops; a fault ends it earlier and is logged.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await PublishAsync(stop).ConfigureAwait(false);
            await new AuditAnchoring(audit, client, registry)
                .RunAsync(clock, Note, stop)
                .ConfigureAwait(false);
        }
        catch (Exception unexpected) when (!stop.IsCancellationRequested && unexpected is not OutOfMemoryException)
        {
            metrics.AnchoringFailed.Set(1);
            log.LogError(unexpected, "Anchoring the audit trail has ended until the next start; the roles go on");
        }
    }

    private void Note(string? fault)
    {
        metrics.AnchoringFailed.Set(fault is null ? 0 : 1);
        if (fault is not null)
            log.LogWarning("Anchors: {Reason}", fault);
    }

    /// <summary>
    /// Publishes a decision that the topic has missed, while the roles begin already. A database that is away stops nobody: the topic and
    /// the artifact cache are enough to score.
    /// </summary>
    private async Task PublishAsync(CancellationToken stop)
    {
        try
        {
            var published = await new DecisionPublisher(audit, client, registry)
                .PublishAsync(stop, foreign => log.LogWarning("Promotions: {Foreign}", foreign))
                .ConfigureAwait(false);
            foreach (var decision in published)
                log.LogInformation("Decision {Number} about {Model} published anew", decision.DecisionNumber, decision.ModelName);
        }
        catch (Exception fault)
            when (DatabaseFailure.Is(fault) || fault is KafkaException or PublicationFailedException or RegistryUnavailableException)
        {
            log.LogWarning("Promotions could not be compared with the audit trail: {Reason}", Reasons.Of(fault));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process stops while it compares.
        }
    }
}
