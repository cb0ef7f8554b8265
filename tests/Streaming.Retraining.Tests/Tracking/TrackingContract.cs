using System.Text;
using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Retraining.Tracking;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>What an export leaves on a server. Runs against the server in memory and against the real one, so that the first is worth what
/// the second is.</summary>
public abstract class TrackingContract
{
    private readonly SampleRuns samples = new();

    /// <summary>Names of this test's own.</summary>
    private protected string Experiment { get; } = Unique.Name("experiment");

    private protected string ModelName { get; } = Unique.Name("satisfaction");

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected SampleRuns Samples => samples;

    /// <summary>The server's address, and what carries requests to it; null for the network.</summary>
    private protected abstract Task<(Uri Url, HttpMessageHandler? Line)> ServerAsync();

    [Fact]
    public async Task a_run_is_there_with_parameters_metrics_and_tags()
    {
        await ExportedAsync(samples.Run(ModelName));
        var run = await (await ViewAsync()).RunAsync(Experiment, SampleRuns.RunId);
        Assert.Equal("FINISHED", run["info"]!["status"]!.GetValue<string>());
        Assert.Equal("0.2", MlflowView.Parameter(run, "Training.TestShare"));
        Assert.Equal("""["large","small"]""", MlflowView.Parameter(run, "Training.Candidates"));
        Assert.Equal("7", MlflowView.Parameter(run, "seed"));
        Assert.Equal("0.357", MlflowView.Metric(run, "open.pr_auc"));
        Assert.Equal("610", MlflowView.Metric(run, "dataset.products.product_category_name.null_share")?.Split('.')[0]);
        Assert.Equal("promoted", MlflowView.Tag(run, "decision"));
        Assert.Equal("flagged", MlflowView.Tag(run, "dataset.products"));
        Assert.Equal("ana", MlflowView.Tag(run, "mlflow.user"));
        Assert.Contains("all gates passed", MlflowView.Tag(run, "mlflow.note.content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task candidates_baselines_and_search_trials_are_nested_runs()
    {
        await ExportedAsync(samples.Run(ModelName));
        var view = await ViewAsync();
        var parent = await view.RunAsync(Experiment, SampleRuns.RunId);
        var nested = (await view.RunsAsync(Experiment))
            .Where(run => run != parent && MlflowView.Tag(run, "mlflow.parentRunId") == parent["info"]!["run_id"]!.GetValue<string>())
            .ToList();
        Assert.Equal(
            ["20300101.1", "gam", "large", "large trial 0", "large trial 1", "large trial 2", "late", "small"],
            nested.Select(run => run["info"]!["run_name"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
        var large = await view.RunAsync(Experiment, "large");
        Assert.Equal(("63", "lightgbm"), (MlflowView.Parameter(large, "Leaves"), MlflowView.Parameter(large, "family")));
        Assert.Equal(
            ("0.357", "0.347", "0.367"),
            (MlflowView.Metric(large, "open.pr_auc"), Short(large, "open.pr_auc_low"), Short(large, "open.pr_auc_high"))
        );
        Assert.StartsWith("passed", MlflowView.Tag(large, "gate.ece_open"), StringComparison.Ordinal);
        var gam = await view.RunAsync(Experiment, "gam");
        Assert.Equal(("FAILED", "did not converge"), (gam["info"]!["status"]!.GetValue<string>(), MlflowView.Tag(gam, "left_out")));
        var taken = await view.RunAsync(Experiment, "large trial 2");
        Assert.Equal(
            ("10", "yes", "0.37"),
            (MlflowView.Parameter(taken, "Leaves"), MlflowView.Tag(taken, "taken"), MlflowView.Metric(taken, "fold.open.pr_auc"))
        );
    }

    [Fact]
    public async Task artifacts_are_there_byte_for_byte_and_what_is_kept_back_is_not()
    {
        var outcome = await ExportedAsync(samples.Run(ModelName));
        var view = await ViewAsync();
        var files = await view.FilesAsync(await view.RunAsync(Experiment, SampleRuns.RunId));
        Assert.Equal(
            [
                "02-validation/verdicts.json",
                "05-training/empty.log",
                "05-training/fit report.txt",
                "05-training/trials.json",
                "tracking/parameters.json",
            ],
            files.Keys
        );
        Assert.Equal("fitted in time", Encoding.UTF8.GetString(files["05-training/fit report.txt"]));
        Assert.Equal(
            "the large model's bytes",
            Encoding.UTF8.GetString((await view.FilesAsync(await view.RunAsync(Experiment, "large")))["model/model.bin"])
        );
        Assert.Contains(
            outcome.Notes,
            note =>
                note.StartsWith("1 artifacts kept back", StringComparison.Ordinal)
                && note.Contains("01-ingestion/events.log", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task an_artifact_of_unknown_length_arrives_whole()
    {
        using var export = await OpenAsync();
        await export.ExportAsync(
            samples.Run(ModelName),
            async (artifact, token) => new OneWay((await samples.OpenAsync(artifact, token))!),
            Token
        );
        var view = await ViewAsync();
        Assert.Equal(
            "fitted in time",
            Encoding.UTF8.GetString(
                (await view.FilesAsync(await view.RunAsync(Experiment, SampleRuns.RunId)))["05-training/fit report.txt"]
            )
        );
    }

    [Fact]
    public async Task the_registered_version_points_to_the_candidate_that_became_it()
    {
        await ExportedAsync(samples.Run(ModelName));
        var view = await ViewAsync();
        var version = Assert.Single(await view.VersionsAsync(ModelName));
        var large = await view.RunAsync(Experiment, "large");
        Assert.Equal(
            (SampleRuns.Version, samples.Keep("the large model's bytes")),
            (MlflowView.Tag(version, "streaming.version"), MlflowView.Tag(version, "streaming.sha256"))
        );
        Assert.Equal(large["info"]!["run_id"]!.GetValue<string>(), version["run_id"]!.GetValue<string>());
        Assert.Equal(large["info"]!["artifact_uri"]!.GetValue<string>() + "/model", version["source"]!.GetValue<string>());
    }

    [Fact]
    public async Task exported_again_everything_is_as_it_was()
    {
        var first = await ExportedAsync(samples.Run(ModelName));
        var view = await ViewAsync();
        var before = await view.DumpAsync(Experiment, ModelName);
        var second = await ExportedAsync(samples.Run(ModelName));
        Assert.Equal(before, await view.DumpAsync(Experiment, ModelName));
        Assert.Equal(first.Event, second.Event);
    }

    [Fact]
    public async Task a_second_run_is_a_run_of_its_own()
    {
        await ExportedAsync(samples.Run(ModelName));
        await ExportedAsync(
            samples.Run(ModelName, "20300207-120000-00ff") with
            {
                Decision = new DecisionReached("kept", "large", "", "the gain is within the interval"),
            }
        );
        var view = await ViewAsync();
        Assert.Equal(2 * 9, (await view.RunsAsync(Experiment)).Count);
        Assert.Single(await view.VersionsAsync(ModelName));
    }

    [Fact]
    public async Task undefined_figures_are_left_out_and_counted()
    {
        var outcome = await ExportedAsync(samples.Run(ModelName));
        var view = await ViewAsync();
        var large = await view.RunAsync(Experiment, "large");
        Assert.Null(MlflowView.Metric(large, "open.lift"));
        Assert.Null(MlflowView.Metric(large, "open.odd"));
        // lift and odd of two candidates, the champion, the baseline, and of the chosen one again on the run itself
        Assert.Contains(outcome.Notes, note => note.StartsWith("10 undefined figures", StringComparison.Ordinal));
        Assert.Contains(
            "10 undefined figures",
            MlflowView.Tag(await view.RunAsync(Experiment, SampleRuns.RunId), "streaming.left_out"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task long_values_odd_names_and_more_than_one_batch_are_taken()
    {
        var longValue = new string('ä', 6001);
        var parameters = Enumerable.Range(0, 250).ToDictionary(i => $"p{i}", i => $"{i}");
        parameters["long"] = longValue;
        parameters["weird (name) 100 %/ä:#"] = "odd";
        parameters["../climbs"] = "no";
        parameters["a/b"] = "slash";
        parameters["a.b"] = "dot";
        var metrics = Enumerable.Range(0, 2500).ToDictionary(i => $"slice [state=S{i}] pr_auc", i => new Figure(i));
        var plain = samples.Run(ModelName);
        var run = plain with
        {
            Request = plain.Request with { Parameters = JsonSerializer.Serialize(parameters) },
            Candidates = [plain.Candidates[0] with { Metrics = metrics }, .. plain.Candidates.Skip(1)],
        };
        var outcome = await ExportedAsync(run);
        var view = await ViewAsync();
        var there = await view.RunAsync(Experiment, SampleRuns.RunId);
        Assert.Equal(longValue[..5999] + "…", MlflowView.Parameter(there, "long"));
        Assert.Contains(outcome.Notes, note => note.StartsWith("1 parameters cut", StringComparison.Ordinal));
        Assert.Equal(
            longValue,
            JsonDocument
                .Parse((await view.FilesAsync(there))["tracking/parameters.json"])
                .RootElement.GetProperty("run")
                .GetProperty("long")
                .GetString()
        );
        Assert.Equal("249", MlflowView.Parameter(there, "p249"));
        Assert.Equal("odd", MlflowView.Parameter(there, "weird _name_ 100 _.___"));
        Assert.Equal("no", MlflowView.Parameter(there, "_..climbs"));
        Assert.Equal(
            ["dot", "slash"],
            there["data"]!["params"]!
                .AsArray()
                .Where(p => p!["key"]!.GetValue<string>().StartsWith("a.b", StringComparison.Ordinal))
                .Select(p => p!["value"]!.GetValue<string>())
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("2499", MlflowView.Metric(await view.RunAsync(Experiment, "large"), "slice _state_S2499_ pr_auc")?.Split('.')[0]);
    }

    [Fact]
    public async Task the_alias_follows_promotions_and_rollbacks()
    {
        await ExportedAsync(samples.Run(ModelName));
        var (large, old) = (samples.Keep("the large model's bytes"), samples.Keep("bytes of a file that somebody promoted"));
        using var export = await OpenAsync();
        var view = await ViewAsync();
        foreach (var turns in new[] { 1, 2, 3 })
        {
            var model = SampleRuns.Model(
                ModelName,
                [.. new[] { ("from-file", old), (SampleRuns.Version, large), ("from-file", old) }.Take(turns)]
            );
            var outcome = await export.FollowChampionAsync(model, samples.OpenAsync, Token);
            Assert.Equal(("", false), (outcome.Trouble, outcome.ServerAway));
            Assert.Equal(model.Champions[^1].Version, await view.ChampionAsync(ModelName));
        }

        Assert.Equal(2, (await view.VersionsAsync(ModelName)).Count); // the rollback found the version that was there
    }

    [Fact]
    public async Task a_promoted_file_gets_a_run_that_holds_it()
    {
        var sha256 = samples.Keep("bytes of a file that somebody promoted");
        using var export = await OpenAsync();
        await export.FollowChampionAsync(SampleRuns.Model(ModelName, ("from-file", sha256)), samples.OpenAsync, Token);
        var view = await ViewAsync();
        var run = await view.RunAsync(Experiment, $"{ModelName} from-file");
        Assert.Equal("bytes of a file that somebody promoted", Encoding.UTF8.GetString((await view.FilesAsync(run))["model/model.bin"]));
        Assert.Equal(
            run["info"]!["run_id"]!.GetValue<string>(),
            Assert.Single(await view.VersionsAsync(ModelName))["run_id"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task an_older_view_of_the_registry_does_not_take_the_alias_back()
    {
        var (one, two) = (samples.Keep("one"), samples.Keep("two"));
        using var export = await OpenAsync();
        await export.FollowChampionAsync(SampleRuns.Model(ModelName, ("1", one), ("2", two)), samples.OpenAsync, Token);
        await export.FollowChampionAsync(SampleRuns.Model(ModelName, ("1", one)), samples.OpenAsync, Token);
        Assert.Equal("2", await (await ViewAsync()).ChampionAsync(ModelName));
    }

    [Fact]
    public async Task a_model_without_a_champion_is_left_alone()
    {
        using var export = await OpenAsync();
        Assert.Null((await export.FollowChampionAsync(SampleRuns.Model(ModelName), samples.OpenAsync, Token)).Version);
        Assert.Null(await (await ViewAsync()).ChampionAsync(ModelName));
    }

    [Fact]
    public async Task runs_that_failed_or_were_cancelled_say_so()
    {
        var run = samples.Run(ModelName);
        await ExportedAsync(
            run with
            {
                State = RunState.Failed,
                Decision = null,
                Failure = new RunFailed("05-training", "no candidate trained"),
            }
        );
        await ExportedAsync(
            run with
            {
                Id = "run/20300207-120000-00ff",
                State = RunState.Cancelled,
                Decision = null,
                Candidates = [],
                Cancellation = new RunCancelled("ana", "wrong data"),
            }
        );
        var view = await ViewAsync();
        Assert.Equal("FAILED", (await view.RunAsync(Experiment, SampleRuns.RunId))["info"]!["status"]!.GetValue<string>());
        var cancelled = await view.RunAsync(Experiment, "20300207-120000-00ff");
        Assert.Equal("KILLED", cancelled["info"]!["status"]!.GetValue<string>());
        Assert.Contains("wrong data", MlflowView.Tag(cancelled, "mlflow.note.content"), StringComparison.Ordinal);
    }

    private protected async Task<TrackingExport> OpenAsync(string? experiment = null, HttpMessageHandler? line = null, int attempts = 1)
    {
        var (url, usual) = await ServerAsync();
        return new TrackingExport(
            new TrackingSettings
            {
                Server = url,
                Experiment = experiment ?? Experiment,
                Attempts = attempts,
                Pause = TimeSpan.Zero,
                RequestLimit = TimeSpan.FromMinutes(5),
            },
            TimeProvider.System,
            line ?? usual
        );
    }

    private protected async Task<TrackingOutcome> ExportedAsync(RunHistory run)
    {
        using var export = await OpenAsync();
        var outcome = await export.ExportAsync(run, samples.OpenAsync, Token);
        Assert.True(outcome.Event is TrackingExported, $"{outcome.Event}");
        return outcome;
    }

    private protected async Task<MlflowView> ViewAsync()
    {
        var (url, line) = await ServerAsync();
        return new MlflowView(line is null ? new HttpClient() : new HttpClient(line, disposeHandler: false), url);
    }

    private static string? Short(System.Text.Json.Nodes.JsonNode run, string metric) => MlflowView.Metric(run, metric)?[..5];
}
