using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Api.OnDemand;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>A topic that is deleted and made anew under whoever follows it. Only a real Kafka has topic ids and deletes topics.</summary>
public sealed class TopicsMadeAnewOnApacheKafka(KafkaFixture kafka)
{
    private const int Before = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)] // orders come when the scorer has noticed
    [InlineData(2 * Before)] // they come at once, more of them than were read before: no offset tells
    public async Task a_scorer_and_an_api_notice_and_read_the_histories_anew(int atOnce)
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var metrics = new ScorerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        var settings = live.Settings with { Instance = live.Settings.TopicPrefix + "api" };
        using var api = new OnDemandService(
            new OnDemandSettings(settings, MostWaiting: 8),
            live.Registry,
            live.FollowPromotions(settings, metrics),
            metrics,
            TimeProvider.System,
            NullLogger<OnDemandService>.Instance
        );
        using var stop = new CancellationTokenSource();
        var answering = api.RunAsync(stop.Token);
        for (var day = 0; day < Before; day++)
            await live.DeliverAsync(TestOrders.Delivery($"old-{day}", day * 24));
        await live.DeliverBytesAsync([1], [9]); // and a dead letter
        live.ReadUntil(() => live.Scored.Count == Before && live.DeadLetters.Count == 1);
        await Wait.Until(() => api.IsFollowing, LiveScorer.Patience);

        await MakeAnewAsync(live);
        for (var day = 0; day < atOnce; day++)
            await live.DeliverAsync(TestOrders.Delivery($"new-{day}", (20 + day) * 24));
        await Wait.Until(() => live.Metrics.TopicsMadeAnew.Value >= 1 && metrics.TopicsMadeAnew.Value >= 1, LiveScorer.Patience);
        await Wait.Until(() => live.Service!.IsScoring && api.IsFollowing, LiveScorer.Patience);
        Assert.Contains(live.Service!.Warnings, warning => warning.Contains("the histories were read anew", StringComparison.Ordinal));

        for (var day = 0; day < 6; day++)
            await live.DeliverAsync(TestOrders.Delivery($"last-{day}", (60 + day) * 24));
        live.ReadUntil(() => live.Scored.Any(score => score.OrderId == "last-5"));
        var deliveries = FeatureSchema.IndexOf("seller_deliveries");
        Assert.Equal(
            Enumerable.Range(0, atOnce).Select(day => $"new-{day}"),
            live.Scored.Select(score => score.OrderId).Where(order => order.StartsWith("new-", StringComparison.Ordinal)).Order()
        );
        var last = live
            .Scored.Where(score => score.OrderId.StartsWith("last-", StringComparison.Ordinal))
            .OrderBy(score => score.OrderId)
            .Select(score => score.FeatureVector[deliveries]);
        Assert.Equal(Enumerable.Range(atOnce, 6).Select(count => (float)count), last);

        await stop.CancelAsync();
        await answering;
    }

    private static async Task MakeAnewAsync(LiveScorer live)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig(live.Client)).Build();
        var topic = live.Settings.NameOf(Topics.OrderDelivered);
        await admin.DeleteTopicsAsync([topic]);
        await Wait.Until(
            async () =>
            {
                await admin.CreateTopicsAsync([
                    new TopicSpecification
                    {
                        Name = topic,
                        NumPartitions = 1,
                        ReplicationFactor = 1,
                    },
                ]); // refused while the deletion is under way
                return true;
            },
            LiveScorer.Patience
        );
    }

    private Task<LiveScorer> ScorerAsync() => kafka.ScorerAsync("anew", 1);
}
