using MailKit.Security;
using Streaming.Notifications.Channels;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Notifications.Tests.Receivers;
using Streaming.Testing;

namespace Streaming.Notifications.Tests;

public sealed class DeliveryToRealReceivers(PostgresFixture postgres)
{
    [Fact]
    public async Task a_webhook_is_signed_as_another_language_verifies_it_and_names_no_person()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres);
        await bench.RuleAsync(Hook(receiver, "/ok"), NotificationTopics.Opened, NotificationTopics.Closed);

        await bench.OpenAsync("order-1");
        await bench.CloseAsync("order-1");
        var sent = await bench.SettledAsync(2);

        Assert.All(sent, one => Assert.Equal(MessageState.Delivered, one.State));
        Assert.All(receiver.Told, one => Assert.True(one.GetProperty("signed").GetBoolean()));
        Assert.Equal(
            sent.Select(one => one.Id).Order(StringComparer.Ordinal),
            receiver.Told.Select(one => one.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)
        );
        var bodies = string.Concat(receiver.Told.Select(one => one.GetProperty("body").GetString()));
        Assert.Contains("https://scores.shop.example/cases/order-1", bodies, StringComparison.Ordinal);
        Assert.DoesNotContain("-secret", bodies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_receiver_that_fails_for_a_while_gets_the_same_id_again()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres);
        await bench.RuleAsync(Hook(receiver, "/fail/1"));

        await bench.OpenAsync("order-1");
        var sent = Assert.Single(await bench.SettledAsync(1));

        Assert.Equal((MessageState.Delivered, 2), (sent.State, sent.Tries));
        Assert.Equal([sent.Id, sent.Id], receiver.Told.Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task a_receiver_that_is_gone_is_given_up_and_can_be_sent_again()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres);
        await bench.RuleAsync(Hook(receiver, "/gone"));

        await bench.OpenAsync("order-1");
        var given = Assert.Single(await bench.SettledAsync(1));
        Assert.Equal(MessageState.GivenUp, given.State);
        Assert.StartsWith("410 Gone", given.Answer, StringComparison.Ordinal);

        Assert.Equal(1, await bench.Store.ReplayAsync(null));
        await bench.SettledAsync(all => receiver.Told.Count == 2 && all.All(one => one.State == MessageState.GivenUp));
    }

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres);
        await bench.RuleAsync(Hook(receiver, "/redirect"));

        await bench.OpenAsync("order-1");
        await bench.SettledAsync(all => all is [{ Tries: 1 }]);

        Assert.Equal(["/redirect"], receiver.Told.Select(one => one.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT/ok")]
    [InlineData("http://localhost:PORT/ok")]
    [InlineData("http://[::1]:PORT/ok")]
    [InlineData("http://[::ffff:127.0.0.1]:PORT/ok")]
    [InlineData("http://2130706433:PORT/ok")]
    [InlineData("http://0.0.0.0:PORT/ok")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    public async Task nothing_is_sent_to_private_addresses(string address)
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres, allowsPrivate: false);
        await bench.RuleAsync(new Recipient(ChannelKind.Webhook, address.Replace("PORT", $"{receiver.Port}", StringComparison.Ordinal)));

        await bench.OpenAsync("order-1");
        var refused = Assert.Single(await bench.SettledAsync(all => all is [{ Tries: 1 }]));

        Assert.Contains("is an address of a private network", refused.Answer, StringComparison.Ordinal);
        Assert.Empty(receiver.Told);
    }

    [Fact]
    public async Task slack_and_teams_get_bodies_of_their_own()
    {
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.StartAsync(postgres);
        await bench.RuleAsync(
            Hook(receiver, "/ok"),
            rule =>
                rule with
                {
                    Recipients =
                    [
                        new Recipient(ChannelKind.Slack, NotificationBench.Text(receiver.Port, "/ok?slack")),
                        new Recipient(ChannelKind.Teams, NotificationBench.Text(receiver.Port, "/ok?teams")),
                    ],
                }
        );

        await bench.OpenAsync("order-1");
        await bench.SettledAsync(2);

        var bodies = receiver.Told.ToDictionary(one => one.GetProperty("path").GetString()!, one => one.GetProperty("body").GetString()!);
        Assert.Contains("promised \\u0026lt;date\\u0026gt;", bodies["/ok?slack"], StringComparison.Ordinal);
        Assert.Contains("\"mrkdwn\"", bodies["/ok?slack"], StringComparison.Ordinal);
        Assert.Contains("application/vnd.microsoft.card.adaptive", bodies["/ok?teams"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_mail_comes_as_text_and_as_html_and_a_refusal_is_kept()
    {
        await using var receiver = await Receiver.MailAsync();
        var mail = new MailSettings
        {
            Host = "127.0.0.1",
            Port = receiver.Port,
            Encryption = SecureSocketOptions.None,
            From = "Streaming <streaming@shop.example>",
        };
        await using var bench = await NotificationBench.StartAsync(postgres, mail);
        await bench.RuleAsync(
            new Recipient(ChannelKind.Email, "x@shop.example"),
            rule =>
                rule with
                {
                    Recipients =
                    [
                        new Recipient(ChannelKind.Email, "support@shop.example"),
                        new Recipient(ChannelKind.Email, "full@shop.example"),
                        new Recipient(ChannelKind.Email, "busy@shop.example"),
                    ],
                }
        );

        await bench.OpenAsync("order-1");
        var sent = await bench.SettledAsync(all => all.Count == 3 && all.All(one => one.Tries > 0));

        var by = sent.ToDictionary(one => one.Route.Recipient.Address);
        Assert.Equal(MessageState.Delivered, by["support@shop.example"].State);
        Assert.Equal((MessageState.GivenUp, "552 mailbox is full"), (by["full@shop.example"].State, by["full@shop.example"].Answer));
        Assert.Equal((MessageState.Waiting, "451 come again later"), (by["busy@shop.example"].State, by["busy@shop.example"].Answer));
        var mailed = Assert.Single(receiver.Told);
        Assert.Equal($"<{by["support@shop.example"].Id}@streaming>", mailed.GetProperty("id").GetString());
        Assert.Contains("promised <date>", mailed.GetProperty("parts").GetProperty("text/plain").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "promised &lt;date&gt;",
            mailed.GetProperty("parts").GetProperty("text/html").GetString(),
            StringComparison.Ordinal
        );
    }

    private static Recipient Hook(Receiver receiver, string path) =>
        new(ChannelKind.Webhook, NotificationBench.Text(receiver.Port, path), Receiver.Secret);
}
