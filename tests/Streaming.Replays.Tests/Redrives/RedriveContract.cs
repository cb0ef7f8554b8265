using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.OfflineScoring;
using Streaming.Replays.Redrives;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.DeadLetters;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing.Registry;
using Xunit;
using static Streaming.Scorer.Tests.DeadLetters.Letters;

namespace Streaming.Replays.Tests.Redrives;

/// <summary>What a redrive releases, on every Kafka that the scorer runs on.</summary>
public abstract class RedriveContract
{
    private protected abstract Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null);

    private protected static RedriveRequest Of(string? order = null) =>
        new()
        {
            Selection = new LetterSelection { OrderId = order },
            By = "ana",
            Why = "the schema is registered now",
            OrdersPerSecond = 1_000,
        };

    [Fact]
    public async Task a_parked_order_is_released_in_order_and_scored_as_if_it_had_never_waited()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        for (var i = 0; i < 10; i++)
            await live.DeliverAsync(TestOrders.Delivery($"other-{i}", i * 30));
        for (var i = 0; i < 10; i++)
            await live.ReviewAsync(TestOrders.Review($"other-{i}", 1 + i % 5, (i * 30) + 5));
        await live.DeliverBytesAsync(Key("parked"), late.Encode(TestOrders.Delivery("parked", 290)));
        await live.DeliverAsync(TestOrders.Delivery("parked", 300, lateDays: 9, version: 2));
        await live.DeliverAsync(TestOrders.Delivery("last", 310));
        live.ReadUntil(() => live.DeadLetters.Count == 2 && live.Scored.Count == 11);
        await late.RegisterAsync();

        var redriven = Assert.Single(await live.RedriveAsync(Of()));

        Assert.Equal((RedriveEnd.Released, "parked", 0), (redriven.End, redriven.Key, redriven.Attempts));
        live.ReadUntil(() =>
            live.Scored.Count == 13
            && live.Windows.Sum(window => window.Scored) == 13
            && live.Alerts.Exists(alert => alert.OrderId == "parked")
        );
        var own = live.Scored.Where(score => score.OrderId == "parked").ToList();
        Assert.Equal([1, 2], own.Select(score => score.Version));
        Assert.Equal([InputOffset(live, 0), InputOffset(live, 1)], own.Select(score => score.InputOffset));
        Assert.Equal(
            redriven.Letters.Select(letter => (letter.Outcome, letter.Tier, letter.Probability)),
            own.Select(score => ("scored", (string?)score.Tier, (double?)score.Probability))
        );
        Assert.Equal("redrive", Assert.Single(live.Windows, window => window.Instance == "redrive" && window.Scored == 2).Instance);
        Assert.Equal("RED", Assert.Single(live.Alerts, alert => alert.OrderId == "parked").Tier);
        AssertSameBits(live, own[1]);

        await live.DeliverAsync(TestOrders.Delivery("parked", 320, version: 3));
        live.ReadUntil(() => live.Scored.Count == 14);
        Assert.Equal(3, live.Scored[^1].Version);
        Assert.Equal(2, live.DeadLetters.Count);
    }

    [Fact]
    public async Task a_second_redrive_does_nothing_and_says_who_released_it()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await ParkAsync(live, late);
        await late.RegisterAsync();
        await live.RedriveAsync(Of("parked"));
        live.ReadUntil(() => live.Scored.Count == 2);

        var again = Assert.Single(await live.RedriveAsync(Of("parked")));
        Assert.Empty(await live.RedriveAsync(Of()));

        Assert.Equal(RedriveEnd.NothingParked, again.End);
        Assert.Contains("by ana (the schema is registered now), 2 scored, 0 discarded", again.Message, StringComparison.Ordinal);
        await live.DeliverAsync(TestOrders.Delivery("flowing", 9));
        live.ReadUntil(() => live.Scored.Count == 3);
        Assert.Equal("flowing", live.Scored[2].OrderId);
    }

    [Fact]
    public async Task a_dry_run_says_what_would_happen_and_changes_nothing()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await ParkAsync(live, late);
        await late.RegisterAsync();

        var tried = Assert.Single(await live.RedriveAsync(Of() with { DryRun = true }));
        await live.DeliverAsync(TestOrders.Delivery("parked", 5, version: 3));
        live.ReadUntil(() => live.DeadLetters.Count == 3);
        Assert.Empty(live.Scored);
        var done = Assert.Single(await live.RedriveAsync(Of()));

        Assert.Equal((RedriveEnd.Released, 2, 3), (tried.End, tried.Letters.Count, done.Letters.Count));
        Assert.Contains("would be released", tried.Message, StringComparison.Ordinal);
        Assert.Equal(tried.Letters, done.Letters.Take(2));
    }

    [Fact]
    public async Task one_invalid_letter_keeps_the_whole_order_parked_and_counts_attempts_up_to_a_cap()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await live.DeliverBytesAsync(Key("parked"), late.Encode(TestOrders.Delivery("parked")));
        await live.DeliverBytesAsync(Key("parked"), [9]);
        await live.DeliverAsync(TestOrders.Delivery("parked", 2, version: 2));
        live.ReadUntil(() => live.DeadLetters.Count == 3);
        await late.RegisterAsync();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var tried = Assert.Single(await live.RedriveAsync(Of()));
            Assert.Equal((RedriveEnd.StillInvalid, attempt), (tried.End, tried.Attempts));
            Assert.Contains($"offset {live.DeadLetters[1].Offset.Value} is still invalid: empty", tried.Message, StringComparison.Ordinal);
        }

        var capped = Assert.Single(await live.RedriveAsync(Of()));
        Assert.Equal(RedriveEnd.TooManyAttempts, capped.End);
        await live.DeliverAsync(TestOrders.Delivery("flowing", 9));
        live.ReadUntil(() => live.Scored.Count == 1);
        Assert.Equal("flowing", live.Scored[0].OrderId);

        var done = Assert.Single(await live.RedriveAsync(Of() with { MaxAttempts = 4, DiscardInvalid = true }));
        Assert.Equal((RedriveEnd.Released, 0), (done.End, done.Attempts));
        Assert.Equal(["scored", "discarded", "scored"], done.Letters.Select(letter => letter.Outcome));
        live.ReadUntil(() => live.Scored.Count == 3);
        Assert.Equal([1, 2], live.Scored.Skip(1).Select(score => score.Version));
    }

    [Fact]
    public async Task what_is_parked_during_a_redrive_stays_parked_and_comes_after_it()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await ParkAsync(live, late);
        await late.RegisterAsync();

        await live.RedriveAsync(
            Of(),
            _ =>
            {
                live.DeliverAsync(TestOrders.Delivery("parked", 5, version: 3)).GetAwaiter().GetResult();
                live.ReadUntil(() => live.DeadLetters.Count == 3);
            }
        );
        await live.DeliverAsync(TestOrders.Delivery("parked", 6, version: 4));
        live.ReadUntil(() => live.DeadLetters.Count == 4 && live.Scored.Count == 2);
        var rest = Assert.Single(await live.RedriveAsync(Of()));
        live.ReadUntil(() => live.Scored.Count == 4);
        await Streaming.Testing.Wait.Until(() => live.Metrics.ParkedOrders.Value == 0, LiveScorer.Patience);
        await live.DeliverAsync(TestOrders.Delivery("parked", 7, version: 5));
        live.ReadUntil(() => live.Scored.Count == 5);

        Assert.Equal(2, rest.Letters.Count);
        Assert.Equal([1, 2, 3, 4, 5], live.Scored.Select(score => score.Version));
        Assert.Equal(4, live.DeadLetters.Count);
    }

    [Fact]
    public async Task the_same_event_refused_twice_is_scored_once()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        for (var i = 0; i < 2; i++)
            await live.DeliverBytesAsync(Key("parked"), late.Encode(TestOrders.Delivery("parked")));
        await live.DeliverAsync(TestOrders.Delivery("parked", 1, version: 2));
        live.ReadUntil(() => live.DeadLetters.Count == 3);
        await late.RegisterAsync();

        var redriven = Assert.Single(await live.RedriveAsync(Of()));

        Assert.Equal(["scored", "duplicate", "scored"], redriven.Letters.Select(letter => letter.Outcome));
    }

    [Fact]
    public async Task only_what_is_selected_is_released_and_an_unknown_order_is_refused_by_name()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await ParkAsync(live, late);
        await live.DeliverBytesAsync(Key("broken"), [9]);
        live.ReadUntil(() => live.DeadLetters.Count == 3);
        await late.RegisterAsync();

        var refused = await Assert.ThrowsAsync<RedriveRefusedException>(() => live.RedriveAsync(Of("nobody")));
        var byReason = Of() with { Selection = new LetterSelection { Reason = ReasonCodes.UnknownSchemaId } };
        var redriven = Assert.Single(await live.RedriveAsync(byReason));

        Assert.Contains("no dead letter of order 'nobody'", refused.Message, StringComparison.Ordinal);
        Assert.Equal("parked", redriven.Key);
    }

    private protected async Task<(LiveScorer Live, LateSchema Late)> StartedAsync()
    {
        var registry = new InMemorySchemaRegistry();
        var live = await ScorerAsync(2, registry);
        var late = await LateSchema.OfAsync(live, registry);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        return (live, late);
    }

    /// <summary>Version 1 is refused, version 2 waits behind it.</summary>
    private protected static async Task ParkAsync(LiveScorer live, LateSchema late)
    {
        await live.DeliverBytesAsync(Key("parked"), late.Encode(TestOrders.Delivery("parked")));
        await live.DeliverAsync(TestOrders.Delivery("parked", 1, version: 2));
        live.ReadUntil(() => live.DeadLetters.Count == 2);
    }

    private static long InputOffset(LiveScorer live, int letter) => new StoredLetter(live.DeadLetters[letter]).Original!.Offset.Value;

    /// <summary>One that only waited has the bits that scoring the topics gives.</summary>
    private static void AssertSameBits(LiveScorer live, SatisfactionScored score)
    {
        var scorer = new OfflineScorer(TestModel.Load());
        OfflineScore? expected = null;
        foreach (var logged in new TopicLog(live.Settings, live.Registry).Read(null, TestContext.Current.CancellationToken))
        {
            scorer.Observe(logged.Event, logged.Position);
            if (logged.Event.Delivery is { } order && scorer.Score(order, logged.Position) is { } found && order.OrderId == score.OrderId)
                expected = found;
        }

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected!.Probability), BitConverter.DoubleToInt64Bits(score.Probability));
        Assert.Equal(expected.Vector.Select(BitConverter.SingleToInt32Bits), score.FeatureVector.Select(BitConverter.SingleToInt32Bits));
    }
}
