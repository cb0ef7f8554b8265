using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Scorers, producers and readers with either implementation of Avro.</summary>
public sealed class EitherAvroOnTheMockCluster : IAsyncLifetime
{
    private const int Orders = 24;

    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task the_same_orders_and_reviews_become_the_same_scores_and_alerts_byte_for_byte()
    {
        var fast = await OutputsAsync(AvroImplementation.Fast);
        Assert.InRange(fast.Count, Orders + 1, 2 * Orders); // a score for each, and alerts for those that are late enough
        Assert.Equal(fast, await OutputsAsync(AvroImplementation.Confluent));
    }

    /// <summary>In bytes, without what no two runs share: the time of scoring and the topic's name.</summary>
    private async Task<List<string>> OutputsAsync(AvroImplementation implementation)
    {
        var prefix = Unique.Name("avro") + ".";
        await kafka.EnsureTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), 1);
        var registry = new InMemorySchemaRegistry { AvroImplementation = implementation };
        await using var live = new LiveScorer(kafka.BootstrapServers, prefix, 1, registry, onMock: true);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        for (var i = 0; i < Orders; i++)
        {
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i, lateDays: 3 + i % 9, seller: $"seller-{i % 3}"));
            await live.ReviewAsync(TestOrders.Review($"order-{i}", 1 + i % 5, i + 0.5, $"seller-{i % 3}"));
        }

        live.ReadUntil(() => live.Scored.Count == Orders && live.Alerts.Count == live.Scored.Count(score => score.Tier != "GREEN"));
        var scores = AvroCodecs.For<SatisfactionScored>(implementation);
        var alerts = AvroCodecs.For<SatisfactionAlert>(implementation);
        return
        [
            .. live
                .Scored.OrderBy(score => score.InputOffset)
                .Select(score => scores.Encode(score with { ScoredAt = DateTime.UnixEpoch, InputTopic = "" }))
                .Concat(
                    live.Alerts.OrderBy(alert => alert.InputOffset)
                        .Select(alert => alerts.Encode(alert with { RaisedAt = DateTime.UnixEpoch, InputTopic = "" }))
                )
                .Select(Convert.ToHexString),
        ];
    }
}
