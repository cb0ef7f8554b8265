using Streaming.Embedded.Kafka;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Questions beside the stream, and how far it is behind, on the mock cluster that the demo uses.</summary>
public sealed class OnDemandOnTheMockCluster : OnDemandContract, IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override Task<LiveScorer> ScorerAsync() => kafka.ScorerAsync("asked");
}
