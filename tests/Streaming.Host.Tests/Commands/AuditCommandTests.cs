using System.Text.Json;
using Streaming.Audit.Runs;
using Streaming.Console.Storage;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class AuditCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task a_whole_trail_is_told_with_its_anchors()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        var unanchored = await parts.RunAsync("audit", "verify");
        await parts.RunAsync("models", "promote", "--version", "1", "--why", "first", "--by", "ana");

        var verified = await parts.RunAsync("audit", "verify");

        Assert.Equal(ExitCodes.Unprovable, unanchored.ExitCode);
        Assert.Contains("nothing of this store was ever anchored", Assert.Single(unanchored.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Ok, ""), (verified.ExitCode, verified.Error));
        Assert.StartsWith("whole: 2 events, 0 findings, 1 anchors up to event 2\nhead 2:", verified.Output, StringComparison.Ordinal);
        Assert.Contains("checked: 1 anchor outside of the database, up to event 2\n", verified.Output, StringComparison.Ordinal);
        Assert.Equal("nothing has happened since the last anchor\n", (await parts.RunAsync("audit", "anchor")).Output);
        await parts.RegisterAsync("2");
        Assert.Contains(
            "not anchored yet: 1 event, from 3 to 3",
            (await parts.RunAsync("audit", "verify")).Output,
            StringComparison.Ordinal
        );
        Assert.StartsWith("anchored at 3:", (await parts.RunAsync("audit", "anchor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_changed_event_and_a_cut_end_are_failures_that_name_them()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        await parts.RunAsync("models", "promote", "--version", "1", "--why", "first", "--by", "ana");
        await parts.ExecuteAsync("update audit.mt_events set user_name = 'eve' where seq_id = 2");

        var changed = await parts.RunAsync("audit", "verify");
        await parts.ExecuteAsync(
            "delete from audit.mt_events where seq_id = 2; delete from audit.event_chain where position = 2; "
                + "update audit.mt_streams set version = 1"
        );
        await parts.ExecuteAsync(
            "update audit.event_chain_head h set position = c.position, hash = c.hash from audit.event_chain c where c.position = 1"
        );
        var cut = await parts.RunAsync("audit", "verify", "--json");

        Assert.Equal(ExitCodes.Failed, changed.ExitCode);
        Assert.StartsWith("position 2: event 2 of stream 'model/satisfaction' (model_promoted, ", changed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, cut.ExitCode);
        using var json = JsonDocument.Parse(cut.Output);
        var kinds = json
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Select(finding => finding.GetProperty("kind").GetString())
            .ToList();
        Assert.Equal(["tail_cut", "tail_cut"], kinds.Where(kind => kind != "read_model"));
        Assert.Contains("read_model", kinds); // what people see still tells of the decision
        Assert.Contains(
            "not checked: the anchors",
            (await parts.RunAsync("audit", "verify", "--without-anchors")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task anchors_that_cannot_be_read_are_a_failure_unless_they_are_left_alone()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");

        var run = await parts.RunWithoutBrokerAsync("audit", "verify");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith("whole: 1 events, 0 findings", run.Output, StringComparison.Ordinal);
        Assert.Contains("the anchors could not be read", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await parts.RunWithoutBrokerAsync("audit", "verify", "--without-anchors")).ExitCode);
    }

    [Theory]
    [InlineData("audit trail", false)]
    [InlineData("audit trail --machine", true)]
    [InlineData("audit trail --by trainer", true)]
    [InlineData("audit trail --kind stage_started", true)]
    public async Task steps_of_machines_are_listed_when_they_are_asked_for(string line, bool hasSteps)
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        var asked = new TrainingRequested(AuditParts.Model, "manual", "ana", "new season", "tables:season", "1", 7, "{}");
        var run = await parts.Store.Runs.RequestAsync(asked);
        var begun = new StageStarted("01-ingestion", 1, new string('0', 64), new Dictionary<string, string>(), "node");
        await parts.Store.Runs.DecideAsync(run.RunId, "trainer", _ => [begun]);

        var trail = await parts.RunAsync(line.Split(' '));

        Assert.Equal((ExitCodes.Ok, ""), (trail.ExitCode, trail.Error));
        Assert.Equal(hasSteps, trail.Output.Contains("began 01-ingestion", StringComparison.Ordinal));
        Assert.Equal(line is "audit trail" or "audit trail --machine", trail.Output.Contains("new season", StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_trail_is_listed_in_words_and_exported()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        await parts.RunAsync("models", "promote", "--version", "1", "--why", "first", "--by", "ana");
        using var folder = new TemporaryFolder("export");

        var trail = await parts.RunAsync("audit", "trail", "--by", "ana", "--stream", "model/");
        using var page = JsonDocument.Parse((await parts.RunAsync("audit", "trail", "--limit", "1", "--json")).Output);
        var export = await parts.RunAsync("audit", "export", "--out", folder.Below("trail.jsonl"), "--by", "ana");

        Assert.Contains("promoted version 1, decision 1", trail.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("registered version", trail.Output, StringComparison.Ordinal);
        Assert.Equal(2, page.RootElement.GetProperty("next").GetInt64());
        Assert.Equal("model_promoted", page.RootElement.GetProperty("entries")[0].GetProperty("kind").GetString());
        Assert.Equal((ExitCodes.Ok, ""), (export.ExitCode, export.Error));
        Assert.Equal(5, (await File.ReadAllLinesAsync(folder.Below("trail.jsonl"))).Length);
        Assert.Equal(ExitCodes.BadInput, (await parts.RunAsync("audit", "export", "--out", folder.Below("no", "such", "file"))).ExitCode);
    }

    [Fact]
    public async Task a_washed_store_is_told_of_and_goes_on_by_an_adoption_that_the_trail_names()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        await parts.RunAsync("models", "promote", "--version", "1", "--why", "first", "--by", "ana");
        var nothing = await parts.RunAsync("audit", "adopt", "--why", "for fun", "--by", "eve");
        await parts.ExecuteAsync(
            "update audit.mt_events set user_name = 'eve' where seq_id = 2; delete from audit.event_chain; "
                + "delete from audit.event_chain_head"
        );

        var anchoring = await parts.RunAsync("audit", "anchor");
        var washed = await parts.RunAsync("audit", "verify");
        var adopted = await parts.RunAsync("audit", "adopt", "--why", "a test of ours", "--by", "ana");
        var after = await parts.RunAsync("audit", "verify");

        Assert.Equal(ExitCodes.BadInput, nothing.ExitCode);
        Assert.Equal(ExitCodes.Failed, anchoring.ExitCode);
        Assert.Contains("the audit store's chain has no head", Assert.Single(anchoring.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, washed.ExitCode);
        Assert.Contains("2 events are there and the chain with its head is gone", washed.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Ok, ""), (adopted.ExitCode, adopted.Error));
        Assert.Contains("2 events chained anew, anchors of 1 other stores set aside", adopted.Output, StringComparison.Ordinal);
        Assert.Contains(
            "note: the first 2 events were chained anew, and nothing proves what they were before: adopted by ana",
            after.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("are set aside: adopted by ana", after.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, after.ExitCode);
    }
}
