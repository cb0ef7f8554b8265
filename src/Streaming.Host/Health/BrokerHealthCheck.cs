using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Cluster;

namespace Streaming.Host.Health;

/// <summary>A Kafka broker answers a metadata request. Keeps one client; the caller disposes it.</summary>
internal sealed class BrokerHealthCheck : IHealthCheck, IDisposable
{
    public const string Name = "brokers";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly ClientConfig settings;
    private readonly string servers;
    private readonly IAdminClient admin;
    private readonly BrokerComplaints complaints;

    /// <param name="client">Servers and security.</param>
    /// <param name="log">Gets each complaint of the client that names a setting, once; null for none.</param>
    public BrokerHealthCheck(ClientConfig client, ILogger? log = null)
    {
        settings = client;
        servers = client.BootstrapServers;
        complaints = new BrokerComplaints(why => log?.LogWarning("Brokers at {Servers}: {Reason}", servers, why));
        admin = complaints.Listen(client);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var brokers = admin.GetMetadata(Timeout).Brokers.Count;
            complaints.Clear();
            return HealthResults.Of(brokers > 0, $"{brokers} at {servers}");
        }
        catch (KafkaException e)
        {
            await complaints.ProbeAsync(settings);
            return HealthResults.Of(false, $"{servers}: {complaints.Latest ?? e.Error.Reason}");
        }
    }

    public void Dispose() => admin.Dispose();
}
