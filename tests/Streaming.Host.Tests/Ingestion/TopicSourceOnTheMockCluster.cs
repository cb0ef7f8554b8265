using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Host.Tests.Ingestion;

public sealed class TopicSourceOnTheMockCluster : TopicSourceContract
{
    private readonly MockKafka kafka = MockKafka.Start();

    /// <summary>The mock cluster never says which topics these are: not long waited for.</summary>
    private protected override IKafkaClients Clients { get; } = new LibraryClients(TimeSpan.FromSeconds(2));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await kafka.DisposeAsync();
    }

    private protected override async Task<string> PrepareAsync(IEnumerable<Topic> topics, int partitions)
    {
        await kafka.EnsureTopicsAsync(topics, partitions);
        return kafka.BootstrapServers;
    }
}
