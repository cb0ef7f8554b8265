using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;
using Xunit;

namespace Streaming.Replays.Tests.Redrives;

/// <summary>Redriving on the mock cluster that the demo uses without a Kafka of its own.</summary>
public sealed class RedriveOnTheMockCluster : RedriveContract, IAsyncLifetime
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override async Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null)
    {
        var prefix = Unique.Name("redrive") + ".";
        await kafka.EnsureTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), partitions);
        return new LiveScorer(kafka.BootstrapServers, prefix, partitions, registry, onMock: true);
    }
}
