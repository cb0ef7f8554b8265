using Confluent.Kafka;

namespace Streaming.Host.Web;

/// <summary>A Kafka broker answers a metadata request. Keeps one client; the caller disposes it.</summary>
public sealed class BrokerReadiness : IReadinessCheck, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly string servers;
    private readonly IAdminClient admin;

    public BrokerReadiness(ClientConfig client)
    {
        servers = client.BootstrapServers;
        admin = new AdminClientBuilder(client).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public string Name => "brokers";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            var brokers = admin.GetMetadata(Timeout).Brokers.Count;
            return ValueTask.FromResult(new ReadinessResult(brokers > 0, $"{brokers} at {servers}"));
        }
        catch (KafkaException e)
        {
            return ValueTask.FromResult(new ReadinessResult(false, $"{servers}: {e.Error.Reason}"));
        }
    }

    public void Dispose() => admin.Dispose();
}
