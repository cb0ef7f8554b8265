using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Contracts.Gates;
using Streaming.Models.Artifacts;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Streaming.Training.Gates;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class ModelsDecisionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task a_decision_that_could_not_be_published_is_published_by_the_same_command_and_not_taken_twice()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        string[] promote = ["models", "promote", "--version", "1", "--why", "first", "--by", "ana"];

        var away = await parts.RunWithoutBrokerAsync(promote);
        var again = await parts.RunAsync(promote);
        var thrice = await parts.RunAsync(promote);

        Assert.Equal(ExitCodes.Failed, away.ExitCode);
        Assert.StartsWith(
            "streaming: decision 1 about model 'satisfaction' is recorded but not published: ",
            Assert.Single(away.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Equal((ExitCodes.Ok, ""), (again.ExitCode, again.Error));
        Assert.StartsWith(
            "decision 1 was recorded before, by ana, but never published; it is now, and nothing was decided anew\nsatisfaction 1 "
                + "serves by decision 1",
            again.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(ExitCodes.BadInput, thrice.ExitCode);
        Assert.Contains("serves already, by decision 1", Assert.Single(thrice.ErrorLines), StringComparison.Ordinal);
        Assert.Single((await parts.Store.Models.FindAsync(AuditParts.Model))!.Champions);
    }

    [Fact]
    public async Task a_rollback_that_was_recorded_but_never_published_is_not_rolled_back_by_the_second_try()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        await parts.RegisterAsync("2");
        await parts.RunAsync("models", "promote", "--version", "1", "--why", "first");
        await parts.RunAsync("models", "promote", "--version", "2", "--why", "better");

        await parts.Store.Models.RollBackAsync(AuditParts.Model, null, "ana", "complaints");
        var again = await parts.RunAsync("models", "rollback", "--why", "complaints", "--json");

        using var json = JsonDocument.Parse(again.Output);
        Assert.Equal(
            ("1", 3, "rolled_back", true),
            (
                json.RootElement.GetProperty("model_version").GetString(),
                json.RootElement.GetProperty("decision_number").GetInt32(),
                json.RootElement.GetProperty("kind").GetString(),
                json.RootElement.GetProperty("was_recorded_before").GetBoolean()
            )
        );
        Assert.Equal(3, (await parts.Store.Models.FindAsync(AuditParts.Model))!.Champions.Count);
    }

    [Fact]
    public async Task proposals_are_listed_shown_rejected_and_accepted()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        foreach (var version in (string[])["1", "2"])
        {
            var sha256 = await parts.Store.Artifacts.PutAsync(System.Text.Encoding.UTF8.GetBytes($"artifact {version}"));
            await parts.Store.Models.ProposeAsync(
                new ModelCandidate
                {
                    Name = AuditParts.Model,
                    Version = version,
                    Sha256 = sha256,
                    Lineage = "{}",
                },
                "trainer",
                "held for a person",
                [new GateResult("too_good", false, 0.05, 0.03, "a leak")]
            );
        }

        Assert.Contains("waiting", (await parts.RunAsync("models", "list")).Output, StringComparison.Ordinal);
        var rejected = await parts.RunAsync("models", "reject", "1", "--why", "smells of a leak", "--by", "bo");
        Assert.Equal((ExitCodes.Ok, "satisfaction 1 is rejected; nothing serves\n"), (rejected.ExitCode, rejected.Output));
        Assert.Equal(ExitCodes.BadInput, (await parts.RunAsync("models", "reject", "1", "--why", "again")).ExitCode);
        Assert.Equal(ExitCodes.Ok, (await parts.RunAsync("models", "promote", "--version", "2", "--why", "looked at it")).ExitCode);

        using var list = JsonDocument.Parse((await parts.RunAsync("models", "list", "--json")).Output);
        var model = list.RootElement.GetProperty("models")[0];
        Assert.Equal("2", model.GetProperty("serving").GetString());
        Assert.Equal(
            ["rejected", "serving"],
            model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("state").GetString())
        );
        var shown = (await parts.RunAsync("models", "show", "1")).Output;
        Assert.Contains("satisfaction v1, version 1: rejected", shown, StringComparison.Ordinal);
        Assert.Contains("by bo: smells of a leak", shown, StringComparison.Ordinal);
        Assert.Contains(
            "- too_good: not passed, value 0.05, limit 0.03: a leak",
            (await parts.RunAsync("models", "card")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_version_that_failed_a_gate_needs_an_override_which_repeats_the_gate()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        var sha256 = await parts.Store.Artifacts.PutAsync("artifact 1"u8.ToArray());
        await parts.Store.Models.RejectAsync(
            new ModelCandidate
            {
                Name = AuditParts.Model,
                Version = "1",
                Sha256 = sha256,
                Lineage = "{}",
            },
            "trainer",
            "not calibrated",
            new GateResult("ece_open", false, 0.0912, 0.04, "calibration error")
        );
        string[] promote = ["models", "promote", "--version", "1", "--why", "the slice is a strike", "--by", "ana"];

        var refused = await parts.RunAsync(promote);
        Assert.Equal(ExitCodes.BadInput, refused.ExitCode);
        Assert.Contains(
            "version '1' failed a gate and would not be promoted: ece_open",
            Assert.Single(refused.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Contains("it is 0.0912, the limit 0.04", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--override-gates", refused.Error, StringComparison.Ordinal);
        Assert.Null(await parts.Store.Models.ChampionAsync(AuditParts.Model));

        var overridden = await parts.RunAsync([.. promote, "--override-gates"]);
        Assert.Equal(ExitCodes.Ok, overridden.ExitCode);
        Assert.StartsWith("overridden: ece_open", overridden.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("promoted_despite_gates", (await parts.Store.Models.ChampionAsync(AuditParts.Model))!.Kind);
        Assert.Contains(
            "promoted version 1 despite its gates",
            (await parts.RunAsync("audit", "trail")).Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_file_that_says_it_failed_gates_is_put_into_service_by_an_override_only()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        using var folder = new TemporaryFolder("marked");
        var file = folder.Below("a.model");
        await File.WriteAllBytesAsync(
            file,
            GateMarks.Marked(
                TestModel.Artifact(),
                [new GateResult("roc_auc_open", false, 0.51, 0.55, "ROC-AUC on open orders: at least the limit")]
            )
        );

        var refused = await parts.RunAsync("models", "promote", file, "--why", "it is all we have");
        Assert.Equal(ExitCodes.BadInput, refused.ExitCode);
        Assert.Contains(
            "roc_auc_open (ROC-AUC on open orders: at least the limit; it is 0.51, the limit 0.55)",
            Assert.Single(refused.ErrorLines),
            StringComparison.Ordinal
        );
        Assert.Empty(await parts.Store.Models.ListAsync());

        var overridden = await parts.RunAsync("models", "promote", file, "--why", "it is all we have", "--override-gates");
        Assert.True(overridden.ExitCode == ExitCodes.Ok, overridden.Error);
        var champion = (await parts.Store.Models.ChampionAsync(TestModel.Name))!;
        Assert.Equal(("promoted_despite_gates", "it is all we have"), (champion.Kind, champion.Why));
    }

    [Fact]
    public async Task where_two_persons_decide_a_file_is_proposed_by_one_and_promoted_by_another()
    {
        await using var parts = await AuditParts.StartAsync(postgres, "Promotion: { TwoPersons: true }");
        using var folder = new TemporaryFolder("two");
        var file = folder.Below("a.model");
        await File.WriteAllBytesAsync(file, TestModel.Artifact());

        var alone = await parts.RunAsync("models", "promote", file, "--why", "a good one", "--by", "ana");
        var proposed = await parts.RunAsync("models", "propose", file, "--why", "a good one", "--by", "ana");
        var own = await parts.RunAsync("models", "promote", file, "--why", "a good one", "--by", "ana");
        var second = await parts.RunAsync("models", "promote", file, "--why", "so it is", "--by", "bo");

        Assert.Equal([ExitCodes.BadInput, ExitCodes.Ok, ExitCodes.BadInput], (int[])[alone.ExitCode, proposed.ExitCode, own.ExitCode]);
        Assert.Contains("Promotion:TwoPersons asks for two persons", Assert.Single(alone.ErrorLines), StringComparison.Ordinal);
        Assert.EndsWith("waits for a decision; nothing serves\n", proposed.Output, StringComparison.Ordinal);
        Assert.Contains("'ana' proposed it and cannot approve", Assert.Single(own.ErrorLines), StringComparison.Ordinal);
        Assert.True(second.ExitCode == ExitCodes.Ok, second.Error);
        Assert.Equal("bo", (await parts.Store.Models.ChampionAsync(TestModel.Name))!.By);
        Assert.Contains(
            "ana was refused to approve version",
            (await parts.RunAsync("audit", "trail")).Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_file_that_says_it_failed_gates_is_not_proposed()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        using var folder = new TemporaryFolder("marked");
        var file = folder.Below("a.model");
        await File.WriteAllBytesAsync(
            file,
            GateMarks.Marked(TestModel.Artifact(), [new GateResult("roc_auc_open", false, 0.51, 0.55, "at least the limit")])
        );

        var refused = await parts.RunAsync("models", "propose", file, "--why", "it is all we have");

        Assert.Equal(ExitCodes.BadInput, refused.ExitCode);
        Assert.Contains("gates stand against it: roc_auc_open", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(await parts.Store.Models.ListAsync());
    }

    [Fact]
    public async Task an_override_of_nothing_is_refused()
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");
        var run = await parts.RunAsync("models", "promote", "--version", "1", "--why", "x", "--override-gates");
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("no gate is known to stand against version '1'", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models show 9", "model 'satisfaction' has no version '9'; registered: 1")]
    [InlineData("models show", "nothing serves under model 'satisfaction'; name a version")]
    [InlineData("models show --at 2001-01-01T00:00:00Z", "nothing served under model 'satisfaction' at 2001-01-01 00:00:00 UTC")]
    [InlineData("models card --model returns", "model 'returns' is not known; registered: satisfaction")]
    [InlineData("models rollback --why x", "cannot be rolled back: nothing serves")]
    [InlineData("models promote --version 9 --why x", "has no version '9'; registered: 1")]
    public async Task what_is_not_there_is_named_with_what_is(string line, string problem)
    {
        await using var parts = await AuditParts.StartAsync(postgres);
        await parts.RegisterAsync("1");

        var run = await parts.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains(problem, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
