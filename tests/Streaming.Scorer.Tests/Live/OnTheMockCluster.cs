using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;

namespace Streaming.Scorer.Tests.Live;

/// <summary>The scorer on the mock cluster that the demo uses without a Kafka of its own.</summary>
public sealed class OnTheMockCluster : ScorerContract, IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("live", partitions, registry);
}
