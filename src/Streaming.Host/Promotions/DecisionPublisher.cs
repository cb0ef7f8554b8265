using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Console.Web;
using Streaming.Kafka.Registry;

namespace Streaming.Host.Promotions;

/// <summary>Publishes recorded decisions on the topic of promotions, and an anchor of the audit trail behind them.</summary>
internal sealed class DecisionPublisher(AuditStore audit, ClientConfig client, ISchemaRegistry registry) : IDecisionPublisher
{
    public async Task PublishAsync(CancellationToken cancellation)
    {
        await Promotion.RelayAsync(audit, client, registry, cancellation).ConfigureAwait(false);
        await Anchoring.TryAsync(audit, client, registry, "promotion", cancellation).ConfigureAwait(false);
    }
}
