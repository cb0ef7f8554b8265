using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Kafka.Registry;
using Streaming.Web;

namespace Streaming.Console.Pages.Audit;

/// <summary>Recomputes the whole chain and compares it with its anchors. For one request.</summary>
/// <param name="anchors">Null where this process cannot read the anchors that are kept outside of the database.</param>
public sealed class AuditVerification(AuditStore audit, TimeProvider clock, ILogger<AuditVerification> log, AnchorTopic? anchors = null)
{
    public async Task<AuditCheck> RunAsync(CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        var (records, without) = await ReadAnchorsAsync(cancellation);
        var report = await audit.Chain.VerifyAsync(records, cancellation);
        return new AuditCheck(report, without, clock.GetElapsedTime(startedAt), clock.GetUtcNow());
    }

    private async Task<(AnchorRecords Records, string? Without)> ReadAnchorsAsync(CancellationToken cancellation)
    {
        var none = new AnchorRecords([], []);
        if (anchors is null)
            return (none, "this process does not read them");
        try
        {
            return (await anchors.ReadAllAsync(cancellation), null);
        }
        catch (Exception fault) when (fault is KafkaException or RegistryUnavailableException or TimeoutException)
        {
            log.LogWarning("The anchors could not be read for a check of the audit trail: {Reason}", fault.Message);
            return (none, FailureReason.Of(fault) ?? "the brokers do not answer");
        }
    }
}
