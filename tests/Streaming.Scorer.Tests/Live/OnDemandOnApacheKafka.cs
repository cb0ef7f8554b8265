using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Testing;

namespace Streaming.Scorer.Tests.Live;

/// <summary>The same on a real Kafka.</summary>
public sealed class OnDemandOnApacheKafka(KafkaFixture kafka) : OnDemandContract
{
    private protected override async Task<LiveScorer> ScorerAsync()
    {
        var prefix = Unique.Name("asked") + ".";
        await kafka.CreateTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), 2);
        return new LiveScorer(await kafka.BootstrapServersAsync(), prefix, 2, null, onMock: false);
    }
}
