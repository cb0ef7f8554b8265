using Streaming.Audit.Anchors;
using Streaming.Audit.Promotions;
using Streaming.Console.Web;

namespace Streaming.Host.Roles;

/// <summary>For the pages: publishes recorded decisions on the topic of promotions, and an anchor of the audit trail behind
/// them.</summary>
internal sealed class ConsolePublisher(DecisionPublisher publisher, AuditAnchoring anchoring) : IDecisionPublisher
{
    public async Task PublishAsync(CancellationToken cancellation)
    {
        await publisher.PublishAsync(cancellation).ConfigureAwait(false);
        await anchoring.TryAsync("promotion", cancellation).ConfigureAwait(false);
    }
}
