using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Streaming.Testing;
using Xunit;

namespace Streaming.Compose.Tests;

/// <summary>compose/compose.yaml as a company starts, uses, breaks and upgrades it.</summary>
[Collection(nameof(OneStackAtATime))]
public sealed partial class StackTests(RunningStack running)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task the_first_person_follows_the_printed_link_through_the_proxy_and_is_signed_in()
    {
        var stack = await running.StartedAsync();
        var link = FirstLink().Matches(await stack.ComposeAsync("logs", "--no-log-prefix", "console"))[^1].Value;
        using var visitor = new Visitor(stack.Certificate);
        using var refused = new Visitor(stack.Certificate, follows: false);

        using var closed = await refused.OpenAsync(stack.Pages);
        Assert.Equal(new Uri(stack.Pages, "/account/sign-in?returnUrl=%2F"), closed.Headers.Location);
        using var plain = await refused.OpenAsync(stack.PlainPages);
        Assert.Equal(stack.Pages, plain.Headers.Location);
        Assert.StartsWith($"{stack.Pages}account/link/", link, StringComparison.Ordinal);
        using var made = await visitor.SendFormAsync(new Uri(link), null, ("Name", "ana"), ("Password", "nine wide rivers"));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        using var overview = await visitor.OpenAsync(stack.Pages);

        Assert.Contains("ana", await overview.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(stack.Pages, overview.RequestMessage!.RequestUri);
        Assert.All(visitor.Cookies.GetAllCookies(), cookie => Assert.True(cookie.Secure && cookie.HttpOnly, cookie.Name));
        using var again = await refused.OpenAsync(new Uri(link));
        Assert.Contains("cannot be used", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_program_with_a_key_gets_a_score_through_the_proxy_and_one_without_does_not()
    {
        var stack = await running.StartedAsync();
        var key = (await StreamingProcess.RunAsync(stack.CommandSettings, 0, "keys", "create", "shop", "--scope", "orders.score")).Trim();
        using var program = new Visitor(stack.Certificate);

        async Task<HttpResponseMessage> ScoreAsync(string? given)
        {
            using var question = new HttpRequestMessage(HttpMethod.Post, new Uri(stack.Pages, "/api/score"));
            question.Content = JsonContent.Create(new { delivered_at = "2018-05-31 14:00:00", customer_state = "SP" });
            if (given is not null)
                question.Headers.Add("X-Api-Key", given);
            return await program.AskAsync(question);
        }

        using var refused = await ScoreAsync(null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var body = await Wait.For(
            async () =>
            {
                using var answer = await ScoreAsync(key);
                return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync());
            },
            answer => answer.StatusCode == HttpStatusCode.OK,
            Patience
        );
        Assert.Contains("\"probability\"", body.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task somebody_of_support_takes_a_case_that_the_stream_opened_and_closes_it()
    {
        var stack = await running.StartedAsync();
        var said = await StreamingProcess.RunAsync(stack.CommandSettings, 0, "accounts", "link", "--role", "support");
        using var visitor = new Visitor(stack.Certificate);
        using var made = await visitor.SendFormAsync(
            new Uri(stack.Pages, said.Split('\n')[0].Trim()),
            null,
            ("Name", "bea"),
            ("Password", "five quiet owls")
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        await RunningStack.ReplayAsync(stack, orders: 500, seed: 13);

        async Task<string> ReadAsync(string path)
        {
            using var answer = await visitor.OpenAsync(new Uri(stack.Pages, path));
            return await answer.Content.ReadAsStringAsync();
        }

        var queue = await Wait.For(() => ReadAsync("/cases?view=open"), page => CaseLink().IsMatch(page), Patience);
        var one = new Uri(stack.Pages, CaseLink().Match(queue).Groups[1].Value);
        using var taken = await visitor.SendFormAsync(one, "Take");
        using var closed = await visitor.SendFormAsync(one, "Close", ("outcome", "Solved"), ("text", "called, and a voucher sent"));

        Assert.True(taken.IsSuccessStatusCode && closed.IsSuccessStatusCode, $"{taken.StatusCode}, {closed.StatusCode}");
        var history = await ReadAsync(one.AbsolutePath);
        Assert.Contains("called, and a voucher sent", history, StringComparison.Ordinal);
        Assert.Contains("bea", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task every_service_is_killed_under_load_and_nothing_is_lost_or_doubled()
    {
        var stack = await running.StartedAsync();
        var replay = RunningStack.ReplayAsync(stack, orders: 6000, seed: 11);
        string[] services = ["scorer", "kafka", "schema-registry", "postgres", "api", "trainer", "console", "proxy"];
        await EndsByItselfAsync(stack, "scorer");
        foreach (var service in services)
        {
            await stack.ComposeAsync("kill", service);
            await stack.ComposeAsync("up", "--detach", "--wait", "--no-deps", "--no-recreate", service);
        }

        await AssertAllScoredOnceAsync(stack, await replay);
    }

    [Fact]
    public async Task the_image_is_upgraded_to_three_scorers_under_load_and_nothing_is_lost_or_doubled()
    {
        var stack = await running.StartedAsync();
        await Upgrade.BuildAsync(stack);
        var replay = RunningStack.ReplayAsync(stack, orders: 5000, seed: 12);
        stack.Choose("TAG", Upgrade.TagAfter(stack.Project));
        await stack.ComposeAsync("up", "--detach", "--wait", "--no-build", "--scale", "scorer=3");

        await AssertAllScoredOnceAsync(stack, await replay);
        var scorers = await stack.ContainersAsync("scorer");
        Assert.Equal(3, scorers.Length);
        foreach (var container in scorers)
            Assert.Equal(
                $"streaming:{Upgrade.TagAfter(stack.Project)}",
                (await Docker.RunAsync("inspect", "--format", "{{.Config.Image}}", container)).Trim()
            );
    }

    /// <summary>Ends one container of a service from within, as a fault does; the engine has to start it again.</summary>
    private static async Task EndsByItselfAsync(Stack stack, string service)
    {
        var container = (await stack.ContainersAsync(service))[0];
        await Docker.RunAsync("exec", container, "bash", "-c", "kill -TERM 1");
        await Wait.Until(
            async () =>
                await Docker.RunAsync("inspect", "--format", "{{.RestartCount}} {{.State.Health.Status}}", container) == "1 healthy\n",
            Patience
        );
    }

    /// <summary>All deliveries of the stack so far, not those of one replay alone.</summary>
    private static async Task AssertAllScoredOnceAsync(Stack stack, int deliveries)
    {
        var delivered = ScoredOrders.Delivered(stack.BootstrapServers);
        Assert.True(deliveries > 4000 && delivered.Values.Sum() >= deliveries, $"{deliveries} of {delivered.Values.Sum()}");
        Assert.All(delivered, order => Assert.Equal(1, order.Value));
        await Wait.Until(() => ScoredOrders.Scored(stack.BootstrapServers).Values.Sum() >= delivered.Values.Sum(), Patience);
        Assert.Equal(delivered, ScoredOrders.Scored(stack.BootstrapServers));
    }

    [GeneratedRegex("href=\"(/cases/[0-9a-f]{32})[?\"]")]
    private static partial Regex CaseLink();

    [GeneratedRegex(@"https?://\S+/account/link/\S+")]
    private static partial Regex FirstLink();
}
