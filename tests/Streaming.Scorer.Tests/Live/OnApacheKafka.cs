using Streaming.Kafka.Registry;
using Streaming.Models.Artifacts;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>The scorer on a real Kafka, with what only a real one does.</summary>
public sealed class OnApacheKafka(KafkaFixture kafka) : ScorerContract
{
    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("live", partitions, registry);

    [Fact]
    public async Task two_instances_share_the_partitions_and_score_every_order_once()
    {
        await using var live = await ScorerAsync(partitions: 4);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        live.Start("scorer-2");
        for (var i = 0; i < 100; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) >= 100);
        live.ReadUntil(() => live.Scored.Count >= 100);

        Assert.Equal(100, live.Scored.Count);
        Assert.Equal(100, live.Scored.Select(score => score.OrderId).Distinct().Count());
    }

    [Fact]
    public async Task a_second_instance_under_the_same_name_takes_over_and_nothing_is_scored_twice()
    {
        await using var live = await ScorerAsync(partitions: 2);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        for (var i = 0; i < 20; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        live.ReadUntil(() => live.Scored.Count >= 20);

        // The same transactional id: its start fences the first one's producer, which must come back or give way, but never repeat.
        live.Start();
        for (var i = 20; i < 60; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        live.ReadUntil(() => live.Scored.Select(score => score.OrderId).Distinct().Count() >= 60);
        Assert.Equal(60, live.Scored.Count);
    }
}
