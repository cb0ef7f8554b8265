using System.Net;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Audit;
using Streaming.Console.DeadLetters;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Stream;

/// <summary>Looking at dead letters, trying and releasing, as plain HTTP.</summary>
public sealed partial class DeadLetterPages(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SampleLetters sample = new();
    private ConsoleDatabase database = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "letters");
        database = ConsoleDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        server = await ConsoleServer.StartAsync(database, audit, services => services.AddSingleton<IDeadLetters>(sample));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task letters_are_grouped_by_reason_with_the_orders_that_wait()
    {
        var page = await GetAsync("/deadletters");

        Assert.Matches(@"contract violation</a></th><td class=""n"">2</td><td class=""n"">3</td><td class=""n"">1</td>", page);
        Assert.Contains("Release 2 orders", page, StringComparison.Ordinal);
        Assert.Contains("no key: send a new event", page, StringComparison.Ordinal);
        Assert.Contains("waits, 1 release failed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_filter_says_what_a_release_is_about()
    {
        var page = await GetAsync("/deadletters?order=" + SampleLetters.Valid);

        Assert.Contains("Release 1 order<", page, StringComparison.Ordinal);
        Assert.Contains("2 letters", page, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleLetters.Invalid, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("support operator", "customer-1")]
    [InlineData("operator", "masked")]
    public async Task a_letter_is_shown_as_text_and_its_customer_only_to_whoever_may_see_persons(string roles, string expected)
    {
        var page = await GetAsync("/deadletters?partition=0&offset=2", roles);

        Assert.Contains("&lt;b&gt;bold&lt;/b&gt; " + expected, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_letter_that_is_gone_is_said() =>
        Assert.Contains("its retention may be over", await GetAsync("/deadletters?partition=7&offset=2"), StringComparison.Ordinal);

    [Fact]
    public async Task a_trial_shows_what_a_release_would_do_and_releases_nothing()
    {
        await SendAsync("/deadletters?reason=contract_violation", "Try");

        var page = await EndedAsync("/deadletters");

        var asked = Assert.Single(sample.Asked);
        Assert.True(asked.IsDry);
        Assert.Equal(new ReleaseScope(null, "contract_violation"), asked.Scope);
        Assert.Contains("1 order would be released, 1 would stay", page, StringComparison.Ordinal);
        Assert.Matches("red</th><td class=\"n\">1</td>", page);
        Assert.Contains("stays parked: offset 4 is still invalid", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_release_needs_a_reason_and_bears_the_name_of_whoever_asks()
    {
        await SendAsync("/deadletters", "Release", ("why", "  "));
        Assert.Empty(sample.Asked);
        Assert.Contains("say why: the reason is kept with the release", await GetAsync("/deadletters"), StringComparison.Ordinal);

        await SendAsync("/deadletters", "Release", ("why", "the producer was mended"), ("discard", "true"));
        var page = await EndedAsync("/deadletters");

        var asked = Assert.Single(sample.Asked);
        Assert.Equal(
            (false, true, TestUsers.Ana, "the producer was mended", new ReleaseScope(null, null)),
            (asked.IsDry, asked.DiscardsInvalid, asked.By, asked.Why, asked.Scope)
        );
        Assert.Contains("1 order released, 1 stay", page, StringComparison.Ordinal);
        Assert.Contains("By Ana at", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_form_that_is_sent_twice_releases_once_and_two_releases_do_not_run_at_once()
    {
        var until = new TaskCompletionSource();
        sample.Until = until.Task;

        await SendAsync("/deadletters", "Release", ("why", "once"), ("form", "f1"));
        await SendAsync("/deadletters", "Release", ("why", "once"), ("form", "f1"));
        await Wait.Until(() => sample.Asked.Count > 0, Patience);
        await SendAsync("/deadletters", "Release", ("why", "another"), ("form", "f2"));
        var page = await GetAsync("/deadletters");
        until.SetResult();
        await EndedAsync("/deadletters");

        Assert.Contains("another release is running", page, StringComparison.Ordinal);
        Assert.Contains("data-live=\"2\"", page, StringComparison.Ordinal);
        Assert.Single(sample.Asked);
    }

    [Fact]
    public async Task a_broker_that_is_away_is_said_and_what_was_read_stays()
    {
        await GetAsync("/deadletters");
        sample.Away = new KafkaException(new Error(ErrorCode.Local_AllBrokersDown));

        var page = await Wait.For(
            () => GetAsync("/deadletters"),
            seen => seen.Contains("The dead letters cannot be read", StringComparison.Ordinal),
            Patience
        );

        Assert.Contains("What is below was read before.", page, StringComparison.Ordinal);
        Assert.Contains("order-valid", page, StringComparison.Ordinal);
    }

    private Task<string> EndedAsync(string address) =>
        Wait.For(() => GetAsync(address), page => page.Contains("</strong> ended", StringComparison.Ordinal), Patience);

    private async Task<string> GetAsync(string address, string roles = "admin")
    {
        using var browser = Browser(roles);
        return await browser.GetStringAsync(new Uri(address, UriKind.Relative));
    }

    private readonly CookieContainer cookies = new();

    private async Task SendAsync(string address, string handler, params (string Name, string Value)[] fields)
    {
        using var browser = Browser("admin");
        var page = await browser.GetStringAsync(new Uri(address, UriKind.Relative));
        Dictionary<string, string> form = new()
        {
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
            ["form"] = Form().Match(page).Groups[1].Value,
        };
        foreach (var (name, value) in fields)
            form[name] = value;
        using var answer = await browser.PostAsync(
            new Uri(address + (address.Contains('?') ? '&' : '?') + "handler=" + handler, UriKind.Relative),
            new FormUrlEncodedContent(form)
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private HttpClient Browser(string roles)
    {
        cookies.SetCookies(server.Address, $"{TestUsers.Cookie}={Uri.EscapeDataString($"{TestUsers.Ana} {roles}")}");
        return new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = server.Address,
        };
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"form\" value=\"([^\"]+)\"")]
    private static partial Regex Form();
}
