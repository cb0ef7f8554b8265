using Streaming.Cases.Domain;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Notifications.Tests.Receivers;
using Streaming.Testing;

namespace Streaming.Notifications.Tests;

public sealed class OutboxOnPostgres(PostgresFixture postgres)
{
    private static readonly Recipient Nowhere = new(ChannelKind.Webhook, "https://shop.example/hook");

    [Fact]
    public async Task a_message_is_there_when_its_event_is_and_not_before()
    {
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(Nowhere);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await bench.OpenAsync("order-1");
            await bench.OpenAsync("order-1"); // its stream is there: this transaction fails
        });

        var message = Assert.Single(await bench.Store.ListAsync(null, 10));
        Assert.Equal(["order-1"], message.Message.Orders);
    }

    [Fact]
    public async Task a_case_that_is_held_out_is_told_to_nobody()
    {
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(Nowhere, [.. NotificationTopics.All.Keys]);

        await bench.OpenAsync("order-1", isHeldOut: true);

        Assert.Empty(await bench.Store.ListAsync(null, 10));
    }

    [Fact]
    public async Task what_a_killed_process_had_in_its_hands_is_sent_by_the_next_one_under_the_same_id()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(new Recipient(ChannelKind.Webhook, NotificationBench.Text(receiver.Port, "/ok"), Receiver.Secret));
        await bench.OpenAsync("order-1");
        var taken = Assert.Single(await bench.Store.TakeDueAsync(10, CancellationToken.None)); // and then the process dies
        Assert.Empty(await bench.Store.TakeDueAsync(10, CancellationToken.None));

        await bench.Store.ReleaseAsync(TimeSpan.Zero, CancellationToken.None);
        bench.Serve();
        var sent = Assert.Single(await bench.SettledAsync(1));

        Assert.Equal((taken.Id, MessageState.Delivered), (sent.Id, sent.State));
        Assert.Equal([taken.Id], receiver.Told.Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task many_at_once_are_one_message_and_none_is_lost()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(new Recipient(ChannelKind.Webhook, NotificationBench.Text(receiver.Port, "/ok"), Receiver.Secret));
        for (var i = 0; i < 20; i++)
            await bench.OpenAsync($"order-{i}");

        bench.Serve();
        var all = await bench.SettledAsync(21);

        var digest = Assert.Single(all, one => one.State == MessageState.Delivered);
        Assert.Equal(20, all.Count(one => one.State == MessageState.Folded));
        Assert.Equal("20 messages", digest.Message.Title);
        Assert.Equal(20, digest.Message.Orders.Count);
        Assert.Single(receiver.Told);
    }

    [Fact]
    public async Task a_case_that_nobody_takes_is_told_once()
    {
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.OpenAsync("order-1");
        await bench.RuleAsync(
            Nowhere,
            rule => rule with { Topics = [NotificationTopics.Unassigned, NotificationTopics.LongQueue], QueueLength = 1 }
        );
        var later = new SetClock { Now = TimeProvider.System.GetUtcNow().AddHours(1.5) };
        var dispatcher = new Delivery.Dispatcher(
            bench.Store,
            bench.Cases,
            _ => { },
            new(),
            later,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );

        await dispatcher.AddLateAsync(CancellationToken.None);
        await dispatcher.AddLateAsync(CancellationToken.None);
        Assert.Equal([NotificationTopics.Unassigned], (await bench.Store.ListAsync(null, 10)).Select(one => one.Message.Topic));

        await bench.OpenAsync("order-2");
        await dispatcher.AddLateAsync(CancellationToken.None);
        await dispatcher.AddLateAsync(CancellationToken.None);
        Assert.Contains(
            (await bench.Store.ListAsync(null, 10)).Select(one => one.Message.Topic),
            topic => topic == NotificationTopics.LongQueue
        );
    }

    [Fact]
    public void quiet_hours_hold_what_may_wait_until_their_end_also_over_midnight()
    {
        var quiet = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 0), "America/Sao_Paulo", RedPasses: true);
        var rule = new NotificationRule
        {
            Id = "r",
            Name = "r",
            Topics = [],
            Recipients = [],
            Quiet = quiet,
        };
        var night = new DateTimeOffset(2026, 3, 2, 1, 30, 0, TimeSpan.FromHours(-3));

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 7, 0, 0, TimeSpan.FromHours(-3)), rule.DueAt(night, Models.Policy.Tier.Yellow));
        Assert.Equal(night, rule.DueAt(night, Models.Policy.Tier.Red));
        Assert.Equal(
            new DateTimeOffset(2026, 3, 3, 7, 0, 0, TimeSpan.FromHours(-3)),
            rule.DueAt(night.AddHours(21), Models.Policy.Tier.Yellow)
        );
        Assert.Equal(night.AddHours(8), rule.DueAt(night.AddHours(8), Models.Policy.Tier.Yellow));
    }

    [Theory]
    [InlineData("ftp://shop.example/x", "https://… without a user")]
    [InlineData("https://ana:secret@shop.example/", "https://… without a user")]
    [InlineData("shop.example", "https://… without a user")]
    public async Task a_rule_that_cannot_be_used_is_refused_with_what_is_allowed(string address, string allowed)
    {
        await using var bench = await NotificationBench.SilentAsync(postgres);

        var refused = await Assert.ThrowsAsync<RuleRefusedException>(() => bench.RuleAsync(new Recipient(ChannelKind.Webhook, address)));

        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }
}
