using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;
using Streaming.Scorer.Tests.Live;

namespace Streaming.Replays.Tests.Redrives;

/// <summary>Redriving on the mock cluster that the demo uses without a Kafka of its own.</summary>
public sealed class RedriveOnTheMockCluster : RedriveContract, IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("redrive", partitions, registry);
}
