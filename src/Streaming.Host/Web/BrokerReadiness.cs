using Confluent.Kafka;
using Streaming.Host.Cluster;

namespace Streaming.Host.Web;

/// <summary>A Kafka broker answers a metadata request. Keeps one client; the caller disposes it.</summary>
public sealed class BrokerReadiness : IReadinessCheck, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly ClientConfig settings;
    private readonly string servers;
    private readonly IAdminClient admin;
    private readonly BrokerComplaints complaints;

    /// <param name="client">Servers and security.</param>
    /// <param name="log">Told each complaint of the client that names a setting, once; null for none.</param>
    public BrokerReadiness(ClientConfig client, ILogger? log = null)
    {
        settings = client;
        servers = client.BootstrapServers;
        complaints = new BrokerComplaints(why => log?.LogWarning("Brokers at {Servers}: {Reason}", servers, why));
        admin = complaints.Listen(client);
    }

    public string Name => "brokers";

    public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            var brokers = admin.GetMetadata(Timeout).Brokers.Count;
            complaints.Clear();
            return new ReadinessResult(brokers > 0, $"{brokers} at {servers}");
        }
        catch (KafkaException e)
        {
            await complaints.ProbeAsync(settings);
            return new ReadinessResult(false, $"{servers}: {complaints.Latest ?? e.Error.Reason}");
        }
    }

    public void Dispose() => admin.Dispose();
}
