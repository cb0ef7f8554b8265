using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>A scorer that starts from a snapshot of its histories is the scorer that it was.</summary>
public sealed class HistorySnapshotTests(KafkaFixture kafka)
{
    [Fact]
    public async Task a_restart_goes_on_from_the_snapshot_with_the_same_features()
    {
        await using var live = await ScorerAsync();
        using var folder = new TemporaryFolder("histories");
        live.Settings = live.Settings with { HistoryFolder = folder.Path };
        await ScoreAsync(live, 0, 40);
        await live.StopAsync();
        await ScoreAsync(live, 40, 80);

        Assert.Equal(1, live.Metrics.HistorySnapshots.WithLabels("restored").Value);
        await AssertFeaturesOfABatchAsync(live, 80);
    }

    [Fact]
    public async Task a_damaged_snapshot_is_refused_and_the_logs_are_read_from_their_beginning()
    {
        await using var live = await ScorerAsync();
        using var folder = new TemporaryFolder("histories");
        live.Settings = live.Settings with { HistoryFolder = folder.Path };
        await ScoreAsync(live, 0, 20);
        await live.StopAsync();
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await ScoreAsync(live, 20, 40);

        Assert.Equal(1, live.Metrics.HistorySnapshots.WithLabels("refused").Value);
        await AssertFeaturesOfABatchAsync(live, 40);
    }

    [Fact]
    public async Task a_snapshot_of_other_topics_is_refused()
    {
        using var folder = new TemporaryFolder("histories");
        await using (var other = await ScorerAsync())
        {
            other.Settings = other.Settings with { HistoryFolder = folder.Path, Instance = "same" };
            await ScoreAsync(other, 0, 10);
        }

        await using var live = await ScorerAsync();
        live.Settings = live.Settings with { HistoryFolder = folder.Path, Instance = "same" };
        await ScoreAsync(live, 0, 10);

        Assert.Equal(1, live.Metrics.HistorySnapshots.WithLabels("refused").Value);
        await AssertFeaturesOfABatchAsync(live, 10);
    }

    private Task<LiveScorer> ScorerAsync() => kafka.ScorerAsync("snapshot");

    private static async Task ScoreAsync(LiveScorer live, int from, int to)
    {
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        for (var i = from; i < to; i++)
        {
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i * 7, lateDays: i % 11 - 5, seller: $"seller-{i % 3}"));
            await live.ReviewAsync(TestOrders.Review($"order-{i}", 1 + i % 5, i * 7 + 1, $"seller-{i % 3}"));
        }

        live.ReadUntil(() => live.Scored.Count >= to);
        Assert.Equal(to, live.Scored.Count);
    }

    private static Task AssertFeaturesOfABatchAsync(LiveScorer live, int orders) =>
        Task.Run(() =>
        {
            var batch = new OfflineScorer(TestModel.Load());
            var seen = 0;
            foreach (var logged in new TopicLog(live.Settings, live.Registry).Read(null, TestContext.Current.CancellationToken))
            {
                batch.Observe(logged.Event, logged.Position);
                if (logged.Event.Delivery is not { } delivery)
                    continue;
                var score = live.Scored.Single(score => score.OrderId == delivery.OrderId);
                Assert.Equal(
                    batch.Score(delivery, logged.Position)!.Vector.Select(BitConverter.SingleToInt32Bits),
                    score.FeatureVector.Select(BitConverter.SingleToInt32Bits)
                );
                seen++;
            }

            Assert.Equal(orders, seen);
        });
}
