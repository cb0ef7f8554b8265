using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Dead letters on the mock cluster that the demo uses without a Kafka of its own.</summary>
public sealed class DeadLettersOnTheMockCluster : DeadLetterContract, IAsyncLifetime
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override async Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null)
    {
        var prefix = Unique.Name("letters") + ".";
        await kafka.EnsureTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), partitions);
        return new LiveScorer(kafka.BootstrapServers, prefix, partitions, registry, onMock: true);
    }
}
