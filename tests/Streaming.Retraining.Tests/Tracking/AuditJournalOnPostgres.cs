using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Retraining.Tracking;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>The journal on the real audit store: what is listed, what is recorded, and a whole pass through both.</summary>
public sealed class AuditJournalOnPostgres(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Stage = "05-training";

    private readonly SampleRuns samples = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task only_runs_that_are_over_and_not_there_yet_are_listed_page_by_page()
    {
        await using var store = await OpenAsync();
        await RunAsync(store, "20300131-000001-0000", new RunCompleted(1));
        await RunAsync(store, "20300131-000002-0000");
        await RunAsync(store, "20300131-000003-0000", new RunFailed(Stage, "no labels"), new TrackingDeferred("http://mlflow/", "away"));
        await RunAsync(store, "20300131-000004-0000", new RunCompleted(1), new TrackingExported("http://mlflow/", "ab12"));
        await RunAsync(store, "20300131-000005-0000", new RunCancelled("ana", "wrong data"));
        var journal = new AuditJournal(store, samples.OpenAsync);
        Assert.Equal(
            ["20300131-000001-0000", "20300131-000003-0000"],
            (await journal.UntrackedAsync(null, 2, Token)).Select(run => run.RunId)
        );
        Assert.Equal(["20300131-000005-0000"], (await journal.UntrackedAsync("20300131-000003-0000", 2, Token)).Select(run => run.RunId));
    }

    [Fact]
    public async Task what_says_nothing_new_is_not_recorded_again()
    {
        await using var store = await OpenAsync();
        var run = await RunAsync(store, "20300131-000001-0000", new RunCompleted(1));
        var journal = new AuditJournal(store, samples.OpenAsync);
        var known = run.Events;
        foreach (
            var (happened, events) in new (object, int)[]
            {
                (new TrackingDeferred("http://mlflow/", "away"), 1),
                (new TrackingDeferred("http://mlflow/", "away"), 1),
                (new TrackingDeferred("http://mlflow/", "no access"), 2),
                (new TrackingExported("http://mlflow/", "ab12"), 3),
                (new TrackingExported("http://mlflow/", "ab12"), 3),
                (new TrackingDeferred("http://mlflow/", "late"), 3),
            }
        )
        {
            await journal.RecordAsync(run.RunId, happened, Token);
            Assert.Equal(known + events, (await store.Runs.FindAsync(run.RunId, Token))!.Events);
        }
    }

    [Fact]
    public async Task a_pass_sends_the_run_as_the_store_tells_it()
    {
        await using var store = await OpenAsync();
        var report = await store.Artifacts.PutAsync("figures"u8.ToArray(), Token);
        var model = await store.Artifacts.PutAsync("a model"u8.ToArray(), Token);
        await RunAsync(
            store,
            SampleRuns.RunId,
            new StageStarted(Stage, 1, "in", new Dictionary<string, string>(), "node"),
            new CandidateTrained("large", "lightgbm", """{"Leaves":63}""", 7, 8.25, model),
            new CandidateEvaluated("large", "candidate", new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.357) }, []),
            new StageCompleted(Stage, "in", "out", new Dictionary<string, string> { ["report.json"] = report }, 10, 1),
            new DecisionReached("kept", "large", "", "no gain"),
            new RunCompleted(2)
        );
        using var folder = new TemporaryFolder("tracking");
        using var server = new MemoryMlflow();
        using var export = new TrackingExport(new TrackingSettings { Server = new Uri("http://mlflow.test") }, TimeProvider.System, server);
        using var retry = new TrackingRetry(
            new AuditJournal(store, StoredArtifacts.In(store.Artifacts, folder.Path)),
            export,
            TimeProvider.System
        );
        var pass = await retry.RunAsync(Token);
        Assert.Equal((1, 0), (pass.Exported, pass.Deferred));
        using var http = new HttpClient(server, disposeHandler: false);
        var view = new MlflowView(http, new Uri("http://mlflow.test"));
        var there = await view.RunAsync("streaming", SampleRuns.RunId);
        Assert.Equal(
            there["info"]!["run_id"]!.GetValue<string>(),
            (await store.Runs.FindAsync(SampleRuns.RunId, Token))!.Tracking!.ExternalRun
        );
        Assert.Equal("0.357", MlflowView.Metric(await view.RunAsync("streaming", "large"), "open.pr_auc"));
        Assert.Equal("a model"u8.ToArray(), (await view.FilesAsync(await view.RunAsync("streaming", "large")))["model/model.bin"]);
        Assert.Equal("figures"u8.ToArray(), (await view.FilesAsync(there))[$"{Stage}/report.json"]);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private async Task<AuditStore> OpenAsync() => AuditStore.Open(await postgres.CreateDatabaseAsync("tracking"), TimeProvider.System);

    private static async Task<RunHistory> RunAsync(AuditStore store, string id, params IReadOnlyList<object> events)
    {
        var run = await store.Runs.RequestAsync(
            new TrainingRequested("m", "manual", "ana", "weekly", "tables:data", "1.0", 7, "{}"),
            id,
            Token
        );
        return events.Count == 0 ? run : await store.Runs.AppendAsync(id, run.Events, "trainer", events, Token);
    }
}
