using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Streaming.Audit.Trail;
using Streaming.Console.Pages.Audit;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>The audit trail as people look for something in it.</summary>
public sealed partial class AuditPages(PostgresFixture postgres, SampleConsole console)
{
    [Fact]
    public async Task steps_of_machines_are_shown_to_those_who_ask_for_them()
    {
        Assert.DoesNotContain("began 05-training", await PageAsync("/audit"), StringComparison.Ordinal);
        Assert.Contains("began 05-training", await PageAsync("/audit?machines=true"), StringComparison.Ordinal);
        Assert.Contains("began 05-training", await PageAsync("/audit?stream=run/" + SampleAudit.RunUnderWay), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_part_of_a_name_finds_a_person_whatever_its_case()
    {
        var page = await PageAsync("/audit?who=AN");

        Assert.Contains("complaints about false alarms in MG", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td data-label=\"by\">trainer</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task events_are_found_by_kind()
    {
        var page = await PageAsync("/audit?kind=model_rolled_back");

        Assert.Contains($"rolled back to version v1 ({SampleAudit.Serving}), decision 3", page, StringComparison.Ordinal);
        Assert.Single(Rows().Matches(page));
    }

    [Theory]
    [InlineData("from=2999-01-01", false)]
    [InlineData("to=2000-01-01", false)]
    [InlineData("from=2000-01-01&to=2999-01-01", true)]
    [InlineData("from=yesterday&to=9999-12-31", true)]
    public async Task events_are_found_by_period(string period, bool found) =>
        Assert.Equal(!found, (await PageAsync("/audit?" + period)).Contains("No event matches", StringComparison.Ordinal));

    [Fact]
    public async Task what_is_filtered_is_exported_and_the_export_is_recorded()
    {
        using var client = new HttpClient { BaseAddress = await console.AddressAsync(postgres) };
        var page = await client.GetStringAsync(new Uri("/audit?kind=model_rolled_back", UriKind.Relative));
        var token = Token().Match(page).Groups[1].Value;

        async Task<string> ExportAsync(string format)
        {
            using var answer = await client.PostAsync(
                new Uri("/audit?kind=model_rolled_back&handler=Export", UriKind.Relative),
                new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("format", format)])
            );
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        }

        var lines = (await ExportAsync("csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("sequence,at,who,kind,what,why,", lines[0], StringComparison.Ordinal);
        Assert.Contains("complaints about false alarms in MG", Assert.Single(lines[1..]), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await ExportAsync("json"));
        Assert.Equal("model_rolled_back", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("kind").GetString());
        Assert.Contains("exported the audit trail", await PageAsync("/audit?kind=trail_exported"), StringComparison.Ordinal);
    }

    [Fact]
    public void a_text_that_a_spreadsheet_would_run_is_escaped()
    {
        var csv = TrailTable.ToCsv([
            new TrailEntry
            {
                Sequence = 1,
                At = DateTimeOffset.UnixEpoch,
                Who = "@ana",
                Kind = "model_promoted",
                Stream = "model/a",
                Version = 1,
                What = "promoted",
                Why = "=HYPERLINK(\"http://127.0.0.1\")",
            },
        ]);

        var text = System.Text.Encoding.UTF8.GetString(csv);
        Assert.Contains("'@ana", text, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK", text, StringComparison.Ordinal);
        Assert.Contains(",1970-01-01T00:00:00Z,", text, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path)
    {
        using var client = new HttpClient();
        return WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(await console.AddressAsync(postgres), path)));
    }

    [GeneratedRegex("<td data-label=\"by\">")]
    private static partial Regex Rows();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
