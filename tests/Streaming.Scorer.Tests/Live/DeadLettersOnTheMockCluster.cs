using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Dead letters on the mock cluster that the demo uses without a Kafka of its own.</summary>
public sealed class DeadLettersOnTheMockCluster : DeadLetterContract, IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("letters", partitions, registry);
}
