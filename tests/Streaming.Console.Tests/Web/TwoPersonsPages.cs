using System.Net;
using System.Text.RegularExpressions;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>Where two persons put a model into service, as pages and forms.</summary>
public sealed partial class TwoPersonsPages(PostgresFixture postgres)
{
    private const string Rule = "proposed it and cannot approve version";

    [Fact]
    public async Task whoever_proposed_a_version_sees_the_rule_beforehand_and_is_refused_by_the_form_too()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "twopersons");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System, twoPersons: true);
        await using var server = await ConsoleServer.StartAsync(database, audit);
        await audit.Models.ProposeAsync(await SampleAudit.CandidateAsync(audit, "v2"), "ana", "better", []);
        using var ana = server.Client(); // an administrator called Ana
        using var bo = server.Client();
        bo.DefaultRequestHeaders.Add("Cookie", $"{TestUsers.Cookie}={Uri.EscapeDataString("Bo approver")}");
        var version = new Uri($"/models/{SampleAudit.ModelName}/v2", UriKind.Relative);
        var decide = new Uri($"{version}/decide?kind=promote", UriKind.Relative);

        var own = await ana.GetStringAsync(version);
        var asked = await ana.GetStringAsync(decide);
        var other = await bo.GetStringAsync(version);
        Assert.Contains(Rule, own, StringComparison.Ordinal);
        Assert.DoesNotContain("decide?kind=promote", own, StringComparison.Ordinal);
        Assert.Contains("decide?kind=reject", own, StringComparison.Ordinal);
        Assert.Contains("Promotion:TwoPersons asks for a second person", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Attribution.Why", asked, StringComparison.Ordinal);
        Assert.Contains("decide?kind=promote", other, StringComparison.Ordinal);

        // a page that was open before the rule came, or a request that somebody wrote by hand
        var token = Token().Match(await ana.GetStringAsync(new Uri($"{version}/decide?kind=reject", UriKind.Relative))).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Attribution.Why", "I like it")]);
        using var sent = await ana.PostAsync(new Uri($"{version}/decide?kind=promote&handler=Confirm", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Null(await audit.Models.ChampionAsync(SampleAudit.ModelName));
        Assert.Contains(
            (await audit.Trail.QueryAsync(new() { Kind = "approval_refused" })).Entries,
            entry => entry.What.StartsWith("Ana was refused to approve version v2", StringComparison.Ordinal)
        );
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
