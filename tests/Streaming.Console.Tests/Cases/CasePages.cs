using System.Net;
using System.Text.RegularExpressions;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Console.Tests.Web;
using Streaming.Models.Policy;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Console.Tests.Cases;

/// <summary>Queues and cases as plain HTTP: what a browser without scripts does.</summary>
public sealed partial class CasePages(PostgresFixture postgres)
{
    [Fact]
    public async Task the_queue_shows_the_highest_rank_first_with_what_to_do_and_why()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("small", priority: 10, tier: Tier.Yellow);
        await console.OpenAsync("large", priority: 900);
        await console.OpenAsync("aside", isHeldOut: true);
        await console.OpenAsync("late", action: CaseAction.RepairAfterReview);
        using var browser = console.Browser();

        var page = await browser.GetStringAsync(new Uri("/cases", UriKind.Relative));

        Assert.Equal(["large", "small"], Keys(page));
        Assert.Contains("Call before the review", page, StringComparison.Ordinal);
        Assert.Contains("Delivered 4 days after the promised date", page, StringComparison.Ordinal);
        Assert.Matches("To call <span class=\"count\">2</span>", page);
        Assert.Matches("To repair <span class=\"count\">1</span>", page);
        Assert.Equal(["large"], Keys(await browser.GetStringAsync(new Uri("/cases?tier=red", UriKind.Relative))));
        Assert.Equal(["small"], Keys(await browser.GetStringAsync(new Uri("/cases?q=small", UriKind.Relative))));
        Assert.Equal(["late"], Keys(await browser.GetStringAsync(new Uri("/cases?view=answered", UriKind.Relative))));
    }

    [Fact]
    public async Task a_case_is_taken_contacted_and_closed_and_the_next_one_opens()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("first", priority: 900);
        await console.OpenAsync("second", priority: 10);
        using var browser = console.Browser();

        await SendAsync(browser, "first", "Take");
        var (contacted, _) = await SendAsync(
            browser,
            "first",
            "Contact",
            ("channel", "Phone"),
            ("reached", "true"),
            ("text", "sends it back")
        );
        Assert.Contains("Reached the customer by phone: sends it back", contacted, StringComparison.Ordinal);
        var (after, address) = await SendAsync(browser, "first", "Close", ("outcome", "Solved"), ("text", "money back"));

        Assert.Equal("/cases/second", address.AbsolutePath);
        Assert.Contains("is closed as solved", after, StringComparison.Ordinal);
        var one = (await console.Cases.Queries.FindAsync("first"))!.Case;
        Assert.Equal((CaseStatus.Closed, CaseOutcome.Solved, TestUsers.Ana), (one.Status, one.Outcome!.Value, one.Owner));
        Assert.NotNull(one.ReachedAt);
    }

    [Fact]
    public async Task the_second_of_two_keeps_the_text_and_sees_what_the_first_did()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order");
        using var ana = console.Browser();
        using var ben = console.Browser("Ben");
        var stale = await FormAsync(ben, "order");
        await SendAsync(ana, "order", "Take");

        var (page, _) = await SendAsync(ben, "order", "Note", stale, ("text", "I wrote this for ten minutes"));

        Assert.Contains("The case has changed while you wrote", page, StringComparison.Ordinal);
        Assert.Contains("I wrote this for ten minutes</textarea>", page, StringComparison.Ordinal);
        Assert.Matches("Ana, [^<]*: Took it", page);
        Assert.Contains("Ana looked at this case", page, StringComparison.Ordinal);
        Assert.DoesNotContain((await console.Cases.Queries.FindAsync("order"))!.Entries, entry => entry.Happened is CaseNoted);

        await SendAsync(ben, "order", "Note", ("text", "I wrote this for ten minutes"));

        Assert.Contains((await console.Cases.Queries.FindAsync("order"))!.Entries, entry => entry.Happened is CaseNoted);
    }

    [Fact]
    public async Task a_form_that_is_sent_twice_is_one_act()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order");
        using var browser = console.Browser();
        var form = await FormAsync(browser, "order");

        await SendAsync(browser, "order", "Note", form, ("text", "once"));
        await SendAsync(browser, "order", "Note", form, ("text", "once"));

        Assert.Single((await console.Cases.Queries.FindAsync("order"))!.Entries, entry => entry.Happened is CaseNoted);
    }

    [Fact]
    public async Task a_snoozed_case_comes_back_when_it_gets_worse()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order", tier: Tier.Yellow);
        using var browser = console.Browser();
        await SendAsync(browser, "order", "Snooze", ("until", "worse"));
        Assert.Empty(Keys(await browser.GetStringAsync(new Uri("/cases", UriKind.Relative))));
        Assert.Equal(["order"], Keys(await browser.GetStringAsync(new Uri("/cases?view=snoozed", UriKind.Relative))));
        var one = (await console.Cases.Queries.FindAsync("order"))!.Case;

        await console.AppendAsync(
            "order",
            new CaseWorsened(one.Alert with { Id = "worse", Tier = Tier.Red }, one.Action, one.Rank, DateTimeOffset.UtcNow.AddHours(1))
        );

        var page = await browser.GetStringAsync(new Uri("/cases", UriKind.Relative));
        Assert.Equal(["order"], Keys(page));
        Assert.Contains("got worse", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task many_cases_are_done_at_once_and_each_refusal_is_said()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        foreach (var order in (string[])["a", "b", "c"])
            await console.OpenAsync(order);
        using var browser = console.Browser();
        using var ben = console.Browser("Ben");
        await SendAsync(ben, "c", "Take");

        using var answer = await browser.PostAsync(
            new Uri("/cases", UriKind.Relative),
            new FormUrlEncodedContent([
                new(
                    "__RequestVerificationToken",
                    Token().Match(await browser.GetStringAsync(new Uri("/cases", UriKind.Relative))).Groups[1].Value
                ),
                new("order", "a"),
                new("order", "b"),
                new("order", "c"),
                new("act", "take"),
            ])
        );

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("2 cases done, 1 refused: Ben works on the case of order c", page, StringComparison.Ordinal);
        Assert.Equal(2, (await console.Cases.Queries.CountsAsync(TestUsers.Ana)).Mine);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("'; drop table cases.cases; --")]
    [InlineData("=cmd|' /C calc'!A0")]
    public async Task hostile_texts_are_shown_and_not_executed(string text)
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order", reason: text);
        using var browser = console.Browser();

        var (page, _) = await SendAsync(browser, "order", "Note", ("text", text));
        var table = await browser.GetStringAsync(new Uri("/cases?handler=export", UriKind.Relative));

        Assert.Contains(
            $"Noted: {WebUtility.HtmlEncode(text).Replace("&#39;", "&#x27;", StringComparison.Ordinal)}",
            page.Replace("&#39;", "&#x27;", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)(^|,)\"?=", table);
    }

    [Fact]
    public async Task a_text_that_is_too_long_is_refused_with_the_rule_and_kept()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order");
        using var browser = console.Browser();

        var (page, _) = await SendAsync(browser, "order", "Note", ("text", new string('x', CaseRules.LongestText + 1)));

        Assert.Contains(
            $"a text has at most {CaseRules.LongestText} characters; this one has {CaseRules.LongestText + 1}",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(new string('x', CaseRules.LongestText) + "</textarea>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_reader_of_portuguese_has_queue_case_and_answers_in_it()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("first", priority: 900);
        await console.OpenAsync("second");
        using var browser = console.Browser();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("pt-BR,pt;q=0.9,en;q=0.8");

        var queue = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/cases", UriKind.Relative)));
        var (next, _) = await SendAsync(browser, "first", "Close", ("outcome", "Solved"), ("text", "ok"));

        Assert.Contains("<main id=\"content\" tabindex=\"-1\" lang=\"pt\">", queue, StringComparison.Ordinal);
        Assert.Contains("Ligar antes da avaliação", queue, StringComparison.Ordinal);
        Assert.Contains("Entregue 4 dias depois da data prometida", queue, StringComparison.Ordinal);
        Assert.Contains("R$ 120,50 · 4 dias de atraso", queue, StringComparison.Ordinal);
        Assert.Contains("VERMELHO", queue, StringComparison.Ordinal);
        Assert.Contains("está encerrado como resolvido.", WebUtility.HtmlDecode(next), StringComparison.Ordinal);
        var closed = await browser.GetStringAsync(new Uri("/cases/first", UriKind.Relative));
        Assert.Contains("Encerrou o caso: resolvido: ok", closed, StringComparison.Ordinal);
        Assert.Contains(
            "Call before the review",
            await browser.GetStringAsync(new Uri("/cases?handler=export&view=open", UriKind.Relative)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_viewer_sees_cases_without_persons_notes_and_forms()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order");
        using var support = console.Browser();
        await SendAsync(support, "order", "Note", ("text", "her son is ill"));
        using var viewer = console.Browser("Vera", Roles.Viewer);

        var page = await viewer.GetStringAsync(new Uri("/cases/order", UriKind.Relative));
        var table = await viewer.GetStringAsync(new Uri("/cases?handler=export", UriKind.Relative));

        Assert.DoesNotContain("person-0000001", page + table, StringComparison.Ordinal);
        Assert.DoesNotContain("her son is ill", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<textarea", page, StringComparison.Ordinal);
        Assert.Contains("…0001", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/cases/nothing")]
    [InlineData("/cases/a%2Fb")]
    public async Task a_case_that_is_not_there_is_said(string address)
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        using var browser = console.Browser();

        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/cases?view=nonsense&tier=blue&after=x")]
    [InlineData("/cases?after=NaN~x")]
    [InlineData("/cases?after=1~%00&q=%00&state=%00")]
    public async Task nonsense_in_the_address_is_the_plain_queue(string address)
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        using var browser = console.Browser();

        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task the_next_page_of_a_queue_begins_where_the_first_ends()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        for (var i = 0; i < Pages.Cases.IndexModel.PageSize + 3; i++)
            await console.OpenAsync($"order-{i:000}", priority: 1000 - i);
        using var browser = console.Browser();
        var first = await browser.GetStringAsync(new Uri("/cases", UriKind.Relative));

        var second = await browser.GetStringAsync(new Uri(WebUtility.HtmlDecode(Next().Match(first).Groups[1].Value), UriKind.Relative));

        Assert.Equal(Pages.Cases.IndexModel.PageSize, Keys(first).Count);
        Assert.Equal(["order-050", "order-051", "order-052"], Keys(second));
    }

    private static List<string> Keys(string page) => [.. Key().Matches(page).Select(match => match.Groups[1].Value)];

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> FormAsync(HttpClient browser, string order)
    {
        var page = await browser.GetStringAsync(new Uri($"/cases/{order}?view=unassigned", UriKind.Relative));
        return
        [
            new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            new("Seen", Hidden("Seen").Match(page).Groups[1].Value),
            new("Form", Hidden("Form").Match(page).Groups[1].Value),
        ];
    }

    [Fact]
    public async Task a_view_is_kept_under_a_name_for_its_owner_alone_and_forgotten_again()
    {
        await using var console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("order");
        using var ana = console.Browser();
        using var ben = console.Browser("Ben");
        const string view = "/cases?view=unassigned&tier=red&state=SP";

        var kept = await ViewAsync(ana, view, "Save", ("name", " Red <b> in SP "));

        Assert.Contains("The view is kept as Red &lt;b&gt; in SP.", kept, StringComparison.Ordinal);
        Assert.Matches(
            "<a href=\"/cases\\?view=unassigned&amp;tier=red&amp;state=SP\" aria-current=\"page\">Red &lt;b&gt; in SP</a>",
            kept
        );
        Assert.DoesNotContain(
            "Views that you keep",
            await ben.GetStringAsync(new Uri("/cases", UriKind.Relative)),
            StringComparison.Ordinal
        );

        var refused = await ViewAsync(ana, view, "Save", ("name", new string('x', 41)));
        Assert.Contains("A view needs a name of 1 to 40 characters.", refused, StringComparison.Ordinal);
        for (var i = 0; i < 12; i++)
            refused = await ViewAsync(ana, $"/cases?view=open&state=S{i}", "Save", ("name", $"view {i}"));
        Assert.Contains("You keep 12 views already", refused, StringComparison.Ordinal);

        var forgotten = await ViewAsync(ana, view, "Forget", ("name", "Red <b> in SP"));
        Assert.DoesNotContain("in SP</a>", forgotten, StringComparison.Ordinal);
        Assert.Contains("view 10</a>", forgotten, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_case_is_given_only_to_somebody_who_works_on_cases()
    {
        await using var console = await CaseConsole.StartAsync(postgres, hasAccounts: true);
        await console.AddAsync("Carla", Roles.Support);
        await console.AddAsync("Dora", Roles.Viewer);
        await console.OpenAsync("order");
        using var browser = console.Browser();
        Assert.Contains(
            "<option value=\"Carla\"></option>",
            await browser.GetStringAsync(new Uri("/cases/order", UriKind.Relative)),
            StringComparison.Ordinal
        );

        foreach (var wrong in new[] { "Carl", "Dora" })
        {
            var (page, _) = await SendAsync(browser, "order", "Assign", ("to", wrong));
            Assert.Contains($"nobody called {wrong} works on cases; there are: Carla", page, StringComparison.Ordinal);
        }

        await SendAsync(browser, "order", "Assign", ("to", " carla "));
        Assert.Equal("Carla", (await console.Cases.Queries.FindAsync("order"))!.Case.Owner);
    }

    private static async Task<string> ViewAsync(HttpClient browser, string view, string handler, (string Name, string Value) field)
    {
        var page = await browser.GetStringAsync(new Uri(view, UriKind.Relative));
        using var answer = await browser.PostAsync(
            new Uri($"{view}&handler={handler}", UriKind.Relative),
            new FormUrlEncodedContent([
                new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
                new(field.Name, field.Value),
            ])
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(string Page, Uri Address)> SendAsync(
        HttpClient browser,
        string order,
        string handler,
        params (string Name, string Value)[] fields
    ) => await SendAsync(browser, order, handler, await FormAsync(browser, order), fields);

    private static async Task<(string Page, Uri Address)> SendAsync(
        HttpClient browser,
        string order,
        string handler,
        IReadOnlyList<KeyValuePair<string, string>> form,
        params (string Name, string Value)[] fields
    )
    {
        using var answer = await browser.PostAsync(
            new Uri($"/cases/{order}?view=unassigned&handler={handler}", UriKind.Relative),
            new FormUrlEncodedContent([.. form, .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))])
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(), answer.RequestMessage!.RequestUri!);
    }

    private static Regex Hidden(string name) => new($"name=\"{name}\" value=\"([^\"]*)\"");

    [GeneratedRegex("<li data-key=\"([^\"]+)\"")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Next();
}
