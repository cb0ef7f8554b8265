using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>Pages and forms as plain HTTP: what a browser without scripts does.</summary>
public sealed partial class PagesWithoutScripts(PostgresFixture postgres, SampleConsole sample)
{
    private const string Model = SampleAudit.ModelName;

    [Theory]
    [InlineData("/")]
    [InlineData("/alerts")]
    [InlineData("/runs")]
    [InlineData("/models")]
    [InlineData("/audit")]
    public async Task a_page_may_load_nothing_but_our_own_files(string path)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        // pages with a form say no-cache beside it
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)", html);
        Assert.DoesNotMatch("(src|href)=\"https?:", html);
    }

    [Theory]
    [InlineData("1d")]
    [InlineData("400d")]
    public async Task the_overview_tells_what_histories_dropped_as_the_instance_says_that_dropped_most(string period)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        var html = await client.GetStringAsync(new Uri("/?period=" + period, UriKind.Relative));

        Assert.Matches(
            "<p class=\"note bad\" id=\"live-dropped\">[^<]*left out 1,204 events older[^<]*3 events that came too late[^<]*refused 17 "
                + "reviews",
            html
        );
    }

    [Fact]
    public async Task assets_are_there_for_ever()
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };
        var html = await client.GetStringAsync(new Uri("/", UriKind.Relative));

        foreach (var path in AssetPaths().Matches(html).Select(match => match.Groups[1].Value).Distinct())
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/runs/20300131-120000-0000", "no run")]
    [InlineData("/runs/20300131-120000-0000/findings", "no run")]
    [InlineData("/runs/" + SampleAudit.RunFailed + "/findings", "left no list of rows")]
    [InlineData("/models/customer-satisfaction/unknown", "no version")]
    [InlineData("/models/customer-satisfaction/compare?a=1&b=2", "cannot be compared")]
    [InlineData("/models/customer-satisfaction/5f0c1a2b3c4d/decide?kind=burn", "no decision")]
    public async Task what_does_not_exist_is_said_in_words(string path, string words)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs/" + SampleAudit.RunDone + "/findings?p=-7&severity=%00&dataset=%27")]
    [InlineData("/runs/" + SampleAudit.RunDone + "/findings?p=99999999999999")]
    [InlineData("/alerts?before=nonsense&tier=purple&open=perhaps")]
    [InlineData("/alerts?before=99999999999999999999999-x")]
    [InlineData("/alerts?order=%00%27%3Bdrop")]
    [InlineData("/?period=forever")]
    [InlineData("/runs?before=%27")]
    [InlineData("/audit?before=yesterday&who=%00&stream=nothing&together=%27")]
    public async Task nonsense_in_an_address_is_no_error(string path)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task a_form_without_its_token_is_refused()
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        using var answer = await client.PostAsync(
            new Uri("/runs", UriKind.Relative),
            new FormUrlEncodedContent([new("Attribution.Why", "x")])
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Load its page again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /models/compare/x", "FFFFFFFFFFFFFFFF\nabc\n0\n\n")]
    [InlineData("GET /models/x/1", "zz\nabc\n0\n\n")]
    [InlineData("GET /", "-1\nabc\n0\n\n")]
    [InlineData("GET /runs", "3\nabcdef\n0\n\n")]
    [InlineData("POST /runs", "FFFFFFFFFFFFFFFF\nabc\n0\n\n")]
    public async Task a_form_whose_chunks_are_none_is_the_fault_of_its_request(string line, string body)
    {
        var request =
            $"{line} HTTP/1.1\nHost: localhost\nContent-Type: application/x-www-form-urlencoded\nTransfer-Encoding: "
            + $"chunked\nConnection: close\n\n{body}";

        var answer = await RawHttp.AskAsync(await sample.AddressAsync(postgres), request);

        Assert.Equal((line, 400), (line, answer.Status));
    }

    [Fact]
    public async Task what_is_far_too_long_is_refused_in_words_and_the_browser_can_go_on()
    {
        await using var pair = await Instances.StartAsync(postgres);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new Uri(pair.First, "/runs");
        for (var i = 0; i < 5; i++)
        {
            var shown = await SentAsync(client, address, Filled(await FormAsync(client, address), new string('\u4f60', 200_000)));
            var html = await client.GetStringAsync(shown);
            Assert.Contains("A reason has at most 500 characters.", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task a_form_of_one_instance_is_taken_by_another()
    {
        await using var pair = await Instances.StartAsync(postgres);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        var form = await FormAsync(client, new Uri(pair.First, "/runs"));

        using var answer = await client.PostAsync(new Uri(pair.Second, "/runs"), Filled(form, "the second instance"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("the second instance", (await pair.Audit.Runs.ListAsync()).Single().Request.Why);
    }

    [Fact]
    public async Task a_decision_needs_a_reason_and_a_confirmation()
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        await pair.Audit.Models.ProposeAsync(await SampleAudit.CandidateAsync(pair.Audit, "v2"), "trainer", "better", []);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new Uri(pair.First, $"/models/{Model}/v2/decide?kind=promote");
        var form = await FormAsync(client, address);

        Assert.Contains(
            "Enter the reason",
            await client.GetStringAsync(await SentAsync(client, address, Filled(form, ""))),
            StringComparison.Ordinal
        );
        var review = await SentAsync(client, address, Filled(form, "looks <b>good"));
        var asked = await client.GetStringAsync(review);
        Assert.Contains("Is this right?", await client.GetStringAsync(review), StringComparison.Ordinal); // loaded again
        Assert.Contains("Is this right?", asked, StringComparison.Ordinal);
        Assert.Contains("looks &lt;b&gt;good", asked, StringComparison.Ordinal);
        Assert.Equal("v1", (await pair.Audit.Models.ChampionAsync(Model))!.Version);

        using var confirmed = await client.PostAsync(
            new Uri(pair.First, $"/models/{Model}/v2/decide?kind=promote&handler=Confirm"),
            new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(asked).Groups[1].Value)])
        );

        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        Assert.DoesNotContain("Is this right?", await client.GetStringAsync(review), StringComparison.Ordinal); // gone back to
        var champion = await pair.Audit.Models.ChampionAsync(Model);
        Assert.Equal(("v2", TestUsers.Ana, "looks <b>good"), (champion!.Version, champion.By, champion.Why));
    }

    [Fact]
    public async Task a_decision_that_a_rule_stands_against_is_not_recorded_and_says_why()
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        using var client = new HttpClient();
        var form = await FormAsync(client, new Uri(pair.First, $"/models/{Model}/v1/decide?kind=promote"));

        using var answer = await client.PostAsync(
            new Uri(pair.First, $"/models/{Model}/v1/decide?kind=promote&handler=Confirm"),
            Filled(form, "again")
        );

        Assert.Contains("serves already", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_run_that_cannot_start_says_why()
    {
        await using var pair = await Instances.StartAsync(postgres);
        using var client = new HttpClient();
        var form = await FormAsync(client, new Uri(pair.First, "/runs"));

        using var answer = await client.PostAsync(new Uri(pair.First, "/runs"), Filled(form, "refuse"));

        Assert.Contains("is active; wait for it or cancel it", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_database_that_is_away_is_said_in_words_with_what_to_do()
    {
        const string nowhere = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2";
        await using var database = ConsoleDatabase.Open(nowhere);
        await using var audit = AuditStore.Open(nowhere, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(database, audit);
        using var client = server.Client();

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The database does not answer", html, StringComparison.Ordinal);
        Assert.Contains("What to do:", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task one_outage_reads_the_same_on_every_page_whichever_library_met_it()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "gone");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(database, audit);
        using var client = server.Client();
        string[] pages = ["/", "/alerts", "/runs", "/models", "/audit"];
        foreach (var page in pages)
            Assert.True((await client.GetAsync(new Uri(page, UriKind.Relative))).IsSuccessStatusCode, page);
        await using (var elsewhere = Npgsql.NpgsqlDataSource.Create(await postgres.ConnectionStringAsync()))
        {
            await using var drop = elsewhere.CreateCommand(
                $"drop database \"{new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database}\" with (force)"
            );
            await drop.ExecuteNonQueryAsync();
        }

        foreach (var page in pages)
        {
            using var answer = await client.GetAsync(new Uri(page, UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Contains("The database does not answer", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Marten", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/runs", "")]
    [InlineData("/runs", "refuse")]
    [InlineData("/runs", "new products")]
    [InlineData("/models/customer-satisfaction/v1/decide?kind=promote", "")]
    [InlineData("/models/customer-satisfaction/v1/decide?kind=promote", "again")]
    [InlineData("/models/customer-satisfaction/v1/decide?kind=promote&handler=Confirm", "again")]
    [InlineData("/models/customer-satisfaction/v1/decide?kind=promote&handler=Confirm", "")]
    [InlineData("/audit", "")]
    public async Task every_form_is_answered_by_a_page_that_can_be_loaded_again(string path, string why)
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new Uri(pair.First, path);
        var form = await FormAsync(client, new Uri(pair.First, path.Replace("&handler=Confirm", "", StringComparison.Ordinal)));

        var shown = await SentAsync(client, address, Filled(form, why));

        using var answer = await client.GetAsync(shown);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var again = await client.GetAsync(shown);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task a_check_of_the_trail_is_shown_again_without_checking_again_and_is_forgotten_by_others()
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var shown = await SentAsync(
            client,
            new Uri(pair.First, "/audit"),
            Filled(await FormAsync(client, new Uri(pair.First, "/audit")), "")
        );

        var first = Regex.Match(await client.GetStringAsync(shown), "Checked at [^<]*").Value;
        Assert.NotEmpty(first);
        Assert.Contains(first, await client.GetStringAsync(shown), StringComparison.Ordinal);
        Assert.Contains(
            "The result of that check is no longer available",
            await client.GetStringAsync(new Uri(pair.Second, shown.PathAndQuery)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_run_that_cannot_be_cancelled_without_a_reason_says_so_once()
    {
        await using var pair = await Instances.StartAsync(postgres);
        var run = await new SampleRunCommands(pair.Audit).StartAsync("ana", "first", CancellationToken.None);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new Uri(pair.First, "/runs/" + run);

        var shown = await SentAsync(client, address, Filled(await FormAsync(client, address), ""));

        var html = await client.GetStringAsync(shown);
        Assert.Contains("Enter the reason", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Enter the reason", await client.GetStringAsync(shown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/models/nobody/v1")]
    [InlineData("/models/compare/1e309")]
    [InlineData("/models/compare/%20")]
    [InlineData("/models/compare/%C2%85")]
    [InlineData("/models/compare/decide")]
    [InlineData("/models/nobody/compare")]
    [InlineData("/models/nobody/v1/decide?kind=promote")]
    public async Task a_model_that_nobody_knows_is_a_page_that_says_so(string path)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a/b?c#d%e&f=g+h")]
    [InlineData("100%25")]
    [InlineData("%2F")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("compare")]
    [InlineData("decide")]
    [InlineData("../../runs")]
    [InlineData("a\\b")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"' onmouseover='alert(1)")]
    [InlineData("v 1 \u00fc\u4f60")]
    public async Task a_version_of_any_name_has_an_address_and_can_be_decided_about(string version)
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        await pair.Audit.Models.ProposeAsync(await SampleAudit.CandidateAsync(pair.Audit, version), "trainer", "better", []);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var addresses = Links()
            .Matches(await client.GetStringAsync(new Uri(pair.First, "/models")))
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
            .Where(path => path.StartsWith("/models/", StringComparison.Ordinal))
            .Distinct()
            .ToList();

        foreach (var path in addresses)
        {
            var html = await client.GetStringAsync(new Uri(pair.First, path));
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("' onmouseover", html, StringComparison.Ordinal);
        }

        var page = new Uri(pair.First, addresses.Single(path => path.EndsWith("/decide?kind=promote", StringComparison.Ordinal)));
        var review = await client.GetStringAsync(await SentAsync(client, page, Filled(await FormAsync(client, page), "looked at it")));
        var action = WebUtility.HtmlDecode(Actions().Match(review).Groups[1].Value);
        var decided = await SentAsync(
            client,
            new Uri(pair.First, action),
            new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(review).Groups[1].Value)])
        );

        Assert.Contains("The decision is recorded.", await client.GetStringAsync(decided), StringComparison.Ordinal);
        Assert.Equal(version, (await pair.Audit.Models.ChampionAsync(Model))!.Version);
    }

    [Fact]
    public async Task forms_are_shown_and_sent_without_a_warning_in_the_log()
    {
        using var log = new LogLines(LogLevel.Warning, withExceptions: true);
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "quiet");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(
            database,
            audit,
            services => services.AddSingleton<IRunCommands>(new SampleRunCommands(audit)),
            log
        );
        using var client = server.Client();
        foreach (var path in new[] { "/runs", "/audit", "/models", "/alerts", "/" })
            await client.GetStringAsync(new Uri(path, UriKind.Relative));
        await SentAsync(
            client,
            new Uri(server.Address, "/runs"),
            Filled(await FormAsync(client, new Uri(server.Address, "/runs")), "refuse")
        );

        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task what_failed_is_in_the_log_under_the_id_that_the_page_shows_and_nowhere_else()
    {
        const string nowhere = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2";
        using var log = new LogLines(LogLevel.Warning, withExceptions: true);
        await using var database = ConsoleDatabase.Open(nowhere);
        await using var audit = AuditStore.Open(nowhere, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(database, audit, log: log);
        using var client = server.Client();

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        var html = await answer.Content.ReadAsStringAsync();
        var id = Regex.Match(html, "tells more under ([^.<]+)\\.").Groups[1].Value;
        Assert.Contains("The database cannot be reached at its address.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", html, StringComparison.Ordinal);
        Assert.Contains(
            log.Lines,
            line => line.Contains(id, StringComparison.Ordinal) && line.Contains("127.0.0.1:1", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("MADEUP")]
    public async Task a_page_knows_no_other_methods(string method)
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };
        foreach (var path in new[] { "/", "/alerts", "/runs", "/models", "/audit", $"/models/{Model}/c0ffee123456/decide?kind=promote" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await client.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.MethodNotAllowed), (path, answer.StatusCode));
            Assert.NotEmpty(answer.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task a_page_without_a_form_takes_none()
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };
        var form = await FormAsync(client, new Uri("/runs", UriKind.Relative));

        using var answer = await client.PostAsync(new Uri("/alerts", UriKind.Relative), Filled(form, "x"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task the_head_of_every_page_and_file_can_be_asked_for()
    {
        using var client = new HttpClient { BaseAddress = await sample.AddressAsync(postgres) };
        var files = AssetPaths()
            .Matches(await client.GetStringAsync(new Uri("/", UriKind.Relative)))
            .Select(match => match.Groups[1].Value);
        foreach (var path in files.Concat(["/", "/alerts", "/runs", "/models", "/audit"]))
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var answer = await client.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        }
    }

    /// <summary>Sends a form, which must be answered by sending the browser elsewhere.</summary>
    private static async Task<Uri> SentAsync(HttpClient client, Uri address, HttpContent form)
    {
        using var answer = await client.PostAsync(address, form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return new Uri(address, answer.Headers.Location!);
    }

    private static async Task<string> FormAsync(HttpClient client, Uri address) =>
        Token().Match(await client.GetStringAsync(address)).Groups[1].Value;

    private static FormUrlEncodedContent Filled(string token, string why) =>
        new([new("__RequestVerificationToken", token), new("Attribution.Why", why)]);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("\"(/assets/[^\"]+)\"")]
    private static partial Regex AssetPaths();

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"")]
    private static partial Regex Actions();

    /// <summary>Two consoles on one database.</summary>
    private sealed class Instances(ConsoleDatabase database, AuditStore audit, ConsoleServer first, ConsoleServer second) : IAsyncDisposable
    {
        public AuditStore Audit => audit;

        public Uri First => first.Address;

        public Uri Second => second.Address;

        public static async Task<Instances> StartAsync(PostgresFixture postgres)
        {
            var connectionString = await PreparedDatabase.CreateAsync(postgres, "pair");
            var database = ConsoleDatabase.Open(connectionString);
            var audit = AuditStore.Open(connectionString, TimeProvider.System);
            void Runs(IServiceCollection services) => services.AddSingleton<IRunCommands>(new SampleRunCommands(audit));
            return new Instances(
                database,
                audit,
                await ConsoleServer.StartAsync(database, audit, Runs),
                await ConsoleServer.StartAsync(database, audit, Runs)
            );
        }

        public async ValueTask DisposeAsync()
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
            await audit.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
