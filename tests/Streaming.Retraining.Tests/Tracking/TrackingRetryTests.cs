using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Retraining.Tracking;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

public sealed class TrackingRetryTests : IDisposable
{
    private readonly SampleRuns samples = new();
    private readonly MemoryMlflow server = new();
    private readonly FaultyLine line;
    private readonly HandClock clock = new();
    private readonly MemoryJournal journal;
    private readonly TrackingExport export;
    private readonly TrackingRetry retry;
    private bool down;

    public TrackingRetryTests()
    {
        line = new FaultyLine(server, _ => down ? Fault.Unsent : Fault.None);
        journal = new MemoryJournal(samples);
        export = new TrackingExport(new TrackingSettings { Server = new Uri("http://mlflow.test"), Attempts = 1 }, clock, line);
        retry = new TrackingRetry(journal, export, clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        retry.Dispose();
        export.Dispose();
        line.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task every_finished_run_is_sent_once_oldest_first()
    {
        journal.Runs.AddRange([
            samples.Run("m", Id(2)),
            samples.Run("m", Id(1)),
            samples.Run("m", Id(3)) with
            {
                State = RunState.Running,
            },
        ]);
        Assert.Equal((2, 0), Counts(await retry.RunAsync(Token)));
        Assert.Equal([Id(1), Id(2)], journal.Recorded.Select(recorded => recorded.RunId));
        Assert.All(journal.Recorded, recorded => Assert.IsType<TrackingExported>(recorded.Event));
        Assert.Equal((0, 0), Counts(await retry.RunAsync(Token)));
    }

    [Fact]
    public async Task more_runs_than_a_page_are_all_sent()
    {
        journal.Runs.AddRange(
            Enumerable.Range(0, 45).Select(i => samples.Run("m", Id(i)) with { Candidates = [], Stages = [], Decision = null })
        );
        Assert.Equal((45, 0), Counts(await retry.RunAsync(Token)));
    }

    [Fact]
    public async Task a_server_that_is_away_is_asked_once_per_pause_and_every_run_says_that_it_waits()
    {
        journal.Runs.AddRange([samples.Run("m", Id(1)), samples.Run("m", Id(2))]);
        down = true;
        Assert.Equal((0, 2), Counts(await retry.RunAsync(Token)));
        Assert.Equal(1, line.Requests);
        Assert.Equal([Id(1), Id(2)], journal.Recorded.Select(recorded => recorded.RunId));
        Assert.All(
            journal.Recorded,
            recorded => Assert.Contains("the line is down", Assert.IsType<TrackingDeferred>(recorded.Event).Why, StringComparison.Ordinal)
        );

        await retry.RunAsync(Token); // within the pause
        Assert.Equal(1, line.Requests);
        clock.Pass(TimeSpan.FromMinutes(1));
        await retry.RunAsync(Token);
        Assert.Equal(2, line.Requests);
        clock.Pass(TimeSpan.FromMinutes(1)); // the second pause is two minutes
        await retry.RunAsync(Token);
        Assert.Equal(2, line.Requests);
        Assert.Equal(2, journal.Recorded.Count); // nothing new to say

        down = false;
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 0), Counts(await retry.RunAsync(Token)));
        Assert.All(journal.Runs, run => Assert.NotEqual("", run.Tracking!.ExternalRun));
    }

    [Fact]
    public async Task the_longest_pause_is_an_hour()
    {
        journal.Runs.Add(samples.Run("m", Id(1)));
        down = true;
        for (var i = 0; i < 20; i++)
        {
            await retry.RunAsync(Token);
            clock.Pass(TimeSpan.FromHours(1));
        }

        Assert.Equal(20, line.Requests);
    }

    [Fact]
    public async Task a_run_that_is_refused_holds_no_other_back()
    {
        journal.Runs.AddRange([samples.Run("m", Id(1)), samples.Run("m", Id(2))]);
        var unreadable = new ThrowingJournal(journal, Id(1));
        using var careful = new TrackingRetry(unreadable, export, clock);
        Assert.Equal((1, 1), Counts(await careful.RunAsync(Token)));
        Assert.Equal(
            [typeof(TrackingDeferred), typeof(TrackingExported)],
            journal.Recorded.OrderBy(recorded => recorded.RunId, StringComparer.Ordinal).Select(recorded => recorded.Event.GetType())
        );
        Assert.Equal((0, 0), Counts(await careful.RunAsync(Token))); // it has a pause of its own
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 1), Counts(await careful.RunAsync(Token)));
    }

    [Fact]
    public async Task the_alias_follows_after_the_runs()
    {
        journal.Runs.Add(samples.Run("m", Id(1)));
        journal.Models.Add(SampleRuns.Model("m", (SampleRuns.Version, samples.Keep("the large model's bytes"))));
        var pass = await retry.RunAsync(Token);
        using var http = new HttpClient(server, disposeHandler: false);
        var view = new MlflowView(http, new Uri("http://mlflow.test"));
        Assert.Equal(SampleRuns.Version, await view.ChampionAsync("m"));
        Assert.Single(await view.VersionsAsync("m")); // that of the run, no registration beside it
        Assert.Contains(pass.Lines, line => line.StartsWith($"run {Id(1)}: 10 undefined figures", StringComparison.Ordinal));
    }

    private static (int Exported, int Deferred) Counts(TrackingPass pass) => (pass.Exported, pass.Deferred);

    private static string Id(int number) => $"20300131-{number:000000}-3fa2";

    /// <summary>Cannot read the artifacts of one run's trials.</summary>
    private sealed class ThrowingJournal(MemoryJournal journal, string runId) : ITrackingJournal
    {
        private bool first;

        public Task<IReadOnlyList<RunHistory>> UntrackedAsync(string? after, int limit, CancellationToken cancellation)
        {
            first = journal.Runs.Any(run => run.RunId == runId && string.IsNullOrEmpty(run.Tracking?.ExternalRun));
            return journal.UntrackedAsync(after, limit, cancellation);
        }

        public Task RecordAsync(string run, object happened, CancellationToken cancellation)
        {
            first = false;
            return journal.RecordAsync(run, happened, cancellation);
        }

        public Task<IReadOnlyList<Streaming.Audit.Registry.ModelHistory>> ModelsAsync(CancellationToken cancellation) =>
            journal.ModelsAsync(cancellation);

        public Task<Stream?> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation) =>
            first ? throw new IOException("a bad block") : journal.OpenAsync(artifact, cancellation);
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset now = SampleRuns.Began;

        public override DateTimeOffset GetUtcNow() => now;

        public void Pass(TimeSpan time) => now += time;
    }
}
