using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Questions beside the stream, and how far it is behind, on the mock cluster that the demo uses.</summary>
public sealed class OnDemandOnTheMockCluster : OnDemandContract, IAsyncLifetime
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override async Task<LiveScorer> ScorerAsync()
    {
        var prefix = Unique.Name("asked") + ".";
        await kafka.EnsureTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), 2);
        return new LiveScorer(kafka.BootstrapServers, prefix, 2, null, onMock: true);
    }
}
