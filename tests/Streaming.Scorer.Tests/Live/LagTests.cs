using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Models.Artifacts;
using Streaming.Scorer.Loop;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>How far the group is behind is told whether anything flows or not.</summary>
public sealed class LagTests(KafkaFixture kafka)
{
    /// <summary>A broker that forgot to end a transaction looks like this for good; here it is only one that takes its time.</summary>
    [Fact]
    public async Task a_scorer_whose_offsets_hang_in_a_transaction_says_so_and_is_not_ready_until_it_ends()
    {
        await using var live = await kafka.ScorerAsync("hanging");
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = live.Client.BootstrapServers,
                TransactionalId = live.Settings.TopicPrefix + "hanging",
                TransactionTimeoutMs = 60_000,
            }
        ).Build();
        using var outsider = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = live.Client.BootstrapServers, GroupId = live.Settings.GroupId }
        ).Build();
        var wait = TimeSpan.FromSeconds(20);
        producer.InitTransactions(wait);
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction(
            [new TopicPartitionOffset(live.Settings.NameOf(Topics.OrderDelivered), 0, 0)],
            outsider.ConsumerGroupMetadata,
            wait
        );
        var clock = new HurriedClock();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        for (var i = 0; i < 3; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        live.Start(clock: clock);

        await Wait.Until(
            () =>
            {
                clock.Ahead += TimeSpan.FromSeconds(5); // the patience of half a minute passes sooner
                return live.Service!.State.Contains("find-hanging", StringComparison.Ordinal) && !live.Service.IsScoring;
            },
            LiveScorer.Patience
        );
        producer.AbortTransaction(wait);

        await Wait.Until(() => live.Service!.IsScoring, LiveScorer.Patience);
        live.ReadUntil(() => live.Scored.Count == 3);
    }

    [Fact]
    public async Task a_stuck_scorer_is_seen_to_fall_behind_and_a_free_one_to_catch_up()
    {
        await using var live = await kafka.ScorerAsync("lag");
        using var free = new ManualResetEventSlim();
        using var stuck = new ManualResetEventSlim();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        for (var i = 0; i < 3; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        live.Start(
            seams: new ScoringSeams
            {
                Model = served =>
                {
                    stuck.Set();
                    free.Wait();
                    return served;
                },
            }
        );

        try
        {
            await Wait.Until(() => stuck.IsSet && live.Metrics.LagRecords.Value == 3, LiveScorer.Patience);
            var before = (live.Metrics.LagSeconds.Value, live.Service!.SilentFor);
            await live.DeliverAsync(TestOrders.Delivery("order-3", 3));
            await Wait.Until(
                () =>
                    live.Metrics.LagRecords.Value == 4
                    && live.Metrics.LagSeconds.Value > before.Value
                    && live.Service.SilentFor > before.SilentFor,
                LiveScorer.Patience
            );
        }
        finally
        {
            free.Set();
        }

        live.ReadUntil(() => live.Scored.Count == 4);
        await Wait.Until(
            () => live.Metrics.LagRecords.Value == 0 && live.Metrics.LagSeconds.Value == 0 && live.Metrics.LagCheckedAt.Value > 0,
            LiveScorer.Patience
        );
        await Wait.Until(() => live.Service.SilentFor < TimeSpan.FromSeconds(10), LiveScorer.Patience);
    }
}
