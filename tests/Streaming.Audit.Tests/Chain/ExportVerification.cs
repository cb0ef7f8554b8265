using System.Text.RegularExpressions;
using Streaming.Audit.Tests.Runs;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

/// <summary>The stand-alone check agrees with good exports and finds what was done to others.</summary>
public sealed class ExportVerification(PostgresFixture postgres) : IDisposable
{
    private readonly TemporaryFolder folder = new("exports");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task a_good_export_is_whole_and_still_has_what_an_earlier_one_and_an_anchor_say()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var earlier = await ExportAsync(store, "earlier");
        var anchor = (await store.Chain.MissingAnchorsAsync([], "daily"))[0];
        await store.PromoteAsync("3");
        var export = await ExportAsync(store, "export");

        var check = await ExportChecker.RunAsync(export, "--earlier", earlier, "--anchor", $"{anchor.Position}:{anchor.Hash}");

        var verdict = await store.Chain.VerifyAsync([]);
        Assert.Equal(
            (0, $"{verdict.Events} events, 5 streams, 0 findings, head {verdict.Position}:{verdict.Hash}\n"),
            (check.ExitCode, check.Output)
        );
    }

    [Theory]
    [InlineData("change", "position 7: event")]
    [InlineData("author", "position 7: event")]
    [InlineData("delete", "position 7: the links up to 7 are missing")]
    [InlineData("insert", "has no link in the chain")]
    [InlineData("swap", "position 7: the links up to 7 are missing")]
    [InlineData("cut", "the last line is missing: the export was cut off after position 6")]
    [InlineData("tail", "is missing or has another hash than the last line says")]
    [InlineData("relabel", "position 1: the link of")]
    public async Task what_was_done_to_an_export_is_named(string damage, string finding)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var export = await ExportAsync(await database.WithRichHistoryAsync(), "export");
        List<string> lines = [.. await File.ReadAllLinesAsync(export)];
        switch (damage)
        {
            case "change":
                lines[7] = Regex.Replace(lines[7], "\"stage\": ?\"([^\"]*)\"", "\"stage\": \"$1x\"");
                break;
            case "author":
                lines[7] = lines[7].Replace("\"who\":\"trainer\"", "\"who\":\"eve\"", StringComparison.Ordinal);
                break;
            case "delete":
                lines.RemoveAt(7);
                break;
            case "insert":
                lines.Insert(7, Regex.Replace(lines[7], "\"position\":.*?\"event\"", "\"event\""));
                break;
            case "swap":
                (lines[7], lines[8]) = (lines[8], lines[7]);
                break;
            case "cut":
                lines.RemoveRange(7, lines.Count - 7);
                break;
            case "tail":
                lines.RemoveAt(lines.Count - 2);
                break;
            default:
                lines[0] = Regex.Replace(lines[0], "\"store\":\"[^\"]*\"", "\"store\":\"00000000-0000-0000-0000-000000000000\"");
                break;
        }

        Assert.NotEqual(await File.ReadAllLinesAsync(export), lines);
        await File.WriteAllLinesAsync(export, lines);

        var check = await ExportChecker.RunAsync(export);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains(finding, check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_store_that_was_tampered_with_cannot_be_exported_as_whole()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await database.ExecuteAsync(
            "update audit.mt_events set data = jsonb_set(data, '{why}', '\"nicer\"') where seq_id = 1; delete from audit.mt_events "
                + "where seq_id = 5"
        );

        var check = await ExportChecker.RunAsync(await ExportAsync(store, "export"));

        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith("position 1: event 1 of stream", check.Output, StringComparison.Ordinal);
        Assert.Contains("position 5: the event is missing", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_end_that_was_cut_off_in_the_store_is_found_with_an_earlier_export_or_an_anchor()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var earlier = await ExportAsync(store, "earlier");
        var end = await store.Chain.VerifyAsync([]);
        await database.ExecuteAsync(
            $"delete from audit.mt_events where seq_id = (select max(seq_id) from audit.mt_events); delete from audit.event_chain where "
                + $"position = {end.Position}"
        );
        await database.ExecuteAsync(
            "update audit.event_chain_head h set position = c.position, hash = c.hash from audit.event_chain c where c.position = "
                + "(select max(position) from audit.event_chain)"
        );
        var later = await ExportAsync(store, "later");

        Assert.Equal(0, (await ExportChecker.RunAsync(later)).ExitCode);
        var compared = await ExportChecker.RunAsync(later, "--earlier", earlier);
        Assert.Equal(1, compared.ExitCode);
        Assert.Contains($"stream 'run/{RichHistory.OpenRun}' has 2 events", compared.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ExportChecker.RunAsync(later, "--anchor", $"{end.Position}:{end.Hash}")).ExitCode);
    }

    [Fact]
    public async Task what_is_no_export_is_said_to_be_none()
    {
        var file = folder.Below("words");
        await File.WriteAllTextAsync(file, "words\n");

        Assert.Equal(2, (await ExportChecker.RunAsync(file)).ExitCode);
        Assert.Equal(2, (await ExportChecker.RunAsync(folder.Below("nothing"))).ExitCode);
    }

    private async Task<string> ExportAsync(AuditStore store, string name)
    {
        var path = folder.Below(name);
        await using var file = new StreamWriter(path);
        await store.Chain.ExportAsync(file, "ana");
        return path;
    }
}
