using Streaming.Testing;

namespace Streaming.Scorer.Tests.Live;

/// <summary>The same on a real Kafka.</summary>
public sealed class OnDemandOnApacheKafka(KafkaFixture kafka) : OnDemandContract
{
    private protected override Task<LiveScorer> ScorerAsync() => kafka.ScorerAsync("asked");
}
