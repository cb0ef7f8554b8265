using Streaming.Contracts;
using Streaming.Embedded.Kafka;

namespace Streaming.Host.Tests.Ingestion;

public sealed class TopicSourceOnTheMockCluster : TopicSourceContract
{
    private readonly MockKafka kafka = MockKafka.Start();

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
