using System.Net;
using System.Text.RegularExpressions;
using Streaming.Audit;
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
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal); // pages with a form say no-cache beside it
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)", html);
        Assert.DoesNotMatch("(src|href)=\"https?:", html);
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

        using var answer = await client.PostAsync(new Uri("/runs", UriKind.Relative), new FormUrlEncodedContent([new("Signature.By", "ana"), new("Signature.Why", "x")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task a_form_of_one_instance_is_taken_by_another()
    {
        await using var pair = await Instances.StartAsync(postgres);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        var form = await FormAsync(client, new Uri(pair.First, "/runs"));

        using var answer = await client.PostAsync(new Uri(pair.Second, "/runs"), Filled(form, "ana", "the second instance"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("the second instance", (await pair.Audit.Runs.ListAsync()).Single().Request.Why);
    }

    [Fact]
    public async Task a_decision_needs_a_name_a_reason_and_a_confirmation()
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        await pair.Audit.Models.ProposeAsync(await SampleAudit.CandidateAsync(pair.Audit, "v2"), "trainer", "better", []);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new Uri(pair.First, $"/models/{Model}/v2/decide?kind=promote");
        var form = await FormAsync(client, address);

        using var unnamed = await client.PostAsync(address, Filled(form, "", ""));
        Assert.Contains("Enter your name", await unnamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var review = await client.PostAsync(address, Filled(form, "Olga <b>", "looks good"));
        var asked = await review.Content.ReadAsStringAsync();
        Assert.Contains("Is this right?", asked, StringComparison.Ordinal);
        Assert.Contains("Olga &lt;b&gt;", asked, StringComparison.Ordinal);
        Assert.Equal("v1", (await pair.Audit.Models.ChampionAsync(Model))!.Version);

        using var confirmed = await client.PostAsync(new Uri(pair.First, $"/models/{Model}/v2/decide?kind=promote&handler=Confirm"), Filled(Token().Match(asked).Groups[1].Value, "Olga <b>", "looks good"));

        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        var champion = await pair.Audit.Models.ChampionAsync(Model);
        Assert.Equal(("v2", "Olga <b>", "looks good"), (champion!.Version, champion.By, champion.Why));
        Assert.Contains(confirmed.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("streaming-name=", StringComparison.Ordinal) && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task a_decision_that_a_rule_stands_against_is_not_recorded_and_says_why()
    {
        await using var pair = await Instances.StartAsync(postgres);
        await pair.Audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(pair.Audit, "v1"), "ana", "first");
        using var client = new HttpClient();
        var form = await FormAsync(client, new Uri(pair.First, $"/models/{Model}/v1/decide?kind=promote"));

        using var answer = await client.PostAsync(new Uri(pair.First, $"/models/{Model}/v1/decide?kind=promote&handler=Confirm"), Filled(form, "ana", "again"));

        Assert.Contains("serves already", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_run_that_cannot_start_says_why()
    {
        await using var pair = await Instances.StartAsync(postgres);
        using var client = new HttpClient();
        var form = await FormAsync(client, new Uri(pair.First, "/runs"));

        using var answer = await client.PostAsync(new Uri(pair.First, "/runs"), Filled(form, "ana", "refuse"));

        Assert.Contains("is active; wait for it or cancel it", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_database_that_is_away_is_said_in_words_with_what_to_do()
    {
        const string nowhere = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2";
        await using var database = ConsoleDatabase.Open(nowhere);
        await using var audit = AuditStore.Open(nowhere, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(new ConsoleParts { Database = database, Audit = audit, Clock = TimeProvider.System, ModelName = Model });
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
        var connectionString = await postgres.CreateDatabaseAsync("gone");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(new ConsoleParts { Database = database, Audit = audit, Clock = TimeProvider.System, ModelName = Model });
        using var client = server.Client();
        string[] pages = ["/", "/alerts", "/runs", "/models", "/audit"];
        foreach (var page in pages) Assert.True((await client.GetAsync(new Uri(page, UriKind.Relative))).IsSuccessStatusCode, page);
        await using (var elsewhere = Npgsql.NpgsqlDataSource.Create(await postgres.ConnectionStringAsync()))
        {
            await using var drop = elsewhere.CreateCommand($"drop database \"{new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database}\" with (force)");
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

    private static async Task<string> FormAsync(HttpClient client, Uri address) => Token().Match(await client.GetStringAsync(address)).Groups[1].Value;

    private static FormUrlEncodedContent Filled(string token, string by, string why) => new([new("__RequestVerificationToken", token), new("Signature.By", by), new("Signature.Why", why)]);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("\"(/assets/[^\"]+)\"")]
    private static partial Regex AssetPaths();

    /// <summary>Two consoles on one database.</summary>
    private sealed class Instances(ConsoleDatabase database, AuditStore audit, ConsoleServer first, ConsoleServer second) : IAsyncDisposable
    {
        public AuditStore Audit => audit;

        public Uri First => first.Address;

        public Uri Second => second.Address;

        public static async Task<Instances> StartAsync(PostgresFixture postgres)
        {
            var connectionString = await postgres.CreateDatabaseAsync("pair");
            var database = ConsoleDatabase.Open(connectionString);
            var audit = AuditStore.Open(connectionString, TimeProvider.System);
            var parts = new ConsoleParts { Database = database, Audit = audit, Clock = TimeProvider.System, ModelName = Model, Runs = new SampleRunDesk(audit) };
            return new Instances(database, audit, await ConsoleServer.StartAsync(parts), await ConsoleServer.StartAsync(parts));
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
