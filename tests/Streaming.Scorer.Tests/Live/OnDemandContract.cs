using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Api.OnDemand;
using Streaming.Audit;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>What questions beside the stream are answered with, on every Kafka.</summary>
public abstract class OnDemandContract
{
    private protected abstract Task<LiveScorer> ScorerAsync();

    [Fact]
    public async Task an_order_that_was_streamed_gets_the_same_bits_when_it_is_asked_about()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var events = Events(50);
        foreach (var next in events)
        {
            if (next.Delivery is { } delivery)
                await live.DeliverAsync(delivery);
            else
                await live.ReviewAsync(next.Review!);
        }

        live.ReadUntil(() => live.Scored.Count == 50);
        await using var api = new RunningApi(live);
        await Wait.Until(() => api.Service.IsFollowing, LiveScorer.Patience);
        var last = events.Max(next => next.Delivery?.RecordedAt ?? next.Review!.RecordedAt);
        foreach (var delivery in events.Select(next => next.Delivery).OfType<OrderDelivered>())
        {
            var answer = await api.Service.ScoreAsync([new AskedOrder(delivery, AbsentFacts.None)], TestContext.Current.CancellationToken);
            var streamed = live.Scored.Single(score => score.OrderId == delivery.OrderId);
            Assert.Equal(last, answer.HistoriesThrough);
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(streamed.Probability),
                BitConverter.DoubleToInt64Bits(answer.Scores[0].Score.Probability)
            );
            Assert.Equal(BitConverter.DoubleToInt64Bits(streamed.RawMargin), BitConverter.DoubleToInt64Bits(answer.Scores[0].Score.Margin));
            Assert.Equal(streamed.Reasons, answer.Scores[0].Reasons);
            Assert.Equal(streamed.AnsweredBeforeDelivery, answer.Scores[0].AnsweredBeforeDelivery);
        }
    }

    [Fact]
    public async Task what_is_published_while_it_runs_is_read_and_a_promotion_is_followed()
    {
        await using var live = await ScorerAsync();
        await using var api = new RunningApi(live);
        await Wait.Until(() => api.Service.State.StartsWith("waiting for a promotion", StringComparison.Ordinal), LiveScorer.Patience);
        var asked = new AskedOrder(TestOrders.Delivery("asked", hours: 100), AbsentFacts.None);
        await Assert.ThrowsAsync<NotReadyException>(async () => await api.Service.ScoreAsync([asked], CancellationToken.None));

        await live.PromoteAsync(TestModel.Artifact(), 1);
        await Wait.Until(() => api.Service.IsFollowing, LiveScorer.Patience);
        await live.ReviewAsync(TestOrders.Review("asked", 1, hours: 50));
        await live.DeliverAsync(TestOrders.Delivery("later", hours: 120));

        await Wait.For(
            async () => (await api.Service.ScoreAsync([asked], CancellationToken.None)).Scores[0].AnsweredBeforeDelivery,
            answered => answered == true,
            LiveScorer.Patience
        );
    }

    private static List<MarketEvent> Events(int orders)
    {
        var events = new List<MarketEvent>();
        for (var i = 0; i < orders; i++)
        {
            events.Add(new MarketEvent(TestOrders.Delivery($"order-{i}", i * 7, lateDays: i % 11 - 5, seller: $"seller-{i % 3}")));
            if (i % 4 != 0)
                events.Add(new MarketEvent(TestOrders.Review($"order-{i}", 1 + i % 5, i * 7 + i % 50 - 3, $"seller-{i % 3}")));
        }

        events.Sort(MarketEvent.Compare);
        return events;
    }

    /// <summary>The service on the topics and promotions of a live scorer.</summary>
    private sealed class RunningApi : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;

        public RunningApi(LiveScorer live)
        {
            var settings = live.Settings with { Instance = live.Settings.Instance + "-api" };
            Service = new OnDemandService(
                new OnDemandSettings(settings, MostWaiting: 8),
                live.Registry,
                live.FollowPromotions(settings, live.Metrics),
                live.Metrics,
                TimeProvider.System,
                NullLogger<OnDemandService>.Instance
            );
            running = Task.Run(() => Service.RunAsync(stop.Token));
        }

        public OnDemandService Service { get; }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running;
            Service.Dispose();
            stop.Dispose();
        }
    }
}
