using Streaming.Contracts;
using Streaming.Scorer.Transactions;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>How far the group is behind is told whether anything flows or not.</summary>
public sealed class LagTests(KafkaFixture kafka)
{
    [Fact]
    public async Task a_stuck_scorer_is_seen_to_fall_behind_and_a_free_one_to_catch_up()
    {
        var prefix = Unique.Name("lag") + ".";
        await kafka.CreateTopicsAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), 2);
        await using var live = new LiveScorer(await kafka.BootstrapServersAsync(), prefix, 2, null, onMock: false);
        using var free = new ManualResetEventSlim();
        using var stuck = new ManualResetEventSlim();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        for (var i = 0; i < 3; i++) await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        live.Start(seams: new ScoringSeams
        {
            Model = served =>
            {
                stuck.Set();
                free.Wait();
                return served;
            },
        });

        try
        {
            await Wait.Until(() => stuck.IsSet && live.Metrics.LagRecords.Value == 3, LiveScorer.Patience);
            var before = (live.Metrics.LagSeconds.Value, live.Service!.SilentFor);
            await live.DeliverAsync(TestOrders.Delivery("order-3", 3));
            await Wait.Until(() => live.Metrics.LagRecords.Value == 4 && live.Metrics.LagSeconds.Value > before.Value && live.Service.SilentFor > before.SilentFor, LiveScorer.Patience);
        }
        finally
        {
            free.Set();
        }

        live.ReadUntil(() => live.Scored.Count == 4);
        await Wait.Until(() => live.Metrics.LagRecords.Value == 0 && live.Metrics.LagSeconds.Value == 0 && live.Metrics.LagCheckedAt.Value > 0, LiveScorer.Patience);
        await Wait.Until(() => live.Service.SilentFor < TimeSpan.FromSeconds(10), LiveScorer.Patience);
    }
}
