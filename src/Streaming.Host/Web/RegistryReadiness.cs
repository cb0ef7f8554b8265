using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Host.Web;

/// <summary>The schema registry answers a question whose answer is never cached.</summary>
public sealed class RegistryReadiness(ISchemaRegistry registry) : IReadinessCheck
{
    public string Name => "registry";

    public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        var subject = Topics.OrderDelivered.Subject!;
        var latest = await registry.FindLatestAsync(subject, cancellation);
        return new(true, latest is null ? $"answers; {subject} is not registered yet" : $"answers; {subject} has version {latest.Version}");
    }
}
