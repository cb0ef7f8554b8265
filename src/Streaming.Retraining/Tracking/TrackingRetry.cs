using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking;

/// <summary>What a pass did.</summary>
/// <param name="Exported">Runs that are on the server now.</param>
/// <param name="Deferred">Runs that were tried, or would have been, and are not.</param>
/// <param name="Lines">What there is to say, a line each: what was left out, what went wrong.</param>
public sealed record TrackingPass(int Exported, int Deferred, IReadOnlyList<string> Lines);

/// <summary>
/// Brings the tracking server up to date with our own store: every finished run that is not there yet, oldest first, then the champion's
/// alias. Called often (by a
/// recurring job, and when a run ends or a decision falls); pauses grow by themselves while the server is away. Passes at the same time
/// wait for each other.
/// </summary>
public sealed class TrackingRetry(ITrackingJournal journal, TrackingExport export, TimeProvider time) : IDisposable
{
    private const int PageSize = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly BackOff server = new(FirstPause, LongestPause);
    private readonly Dictionary<string, BackOff> refused = new(StringComparer.Ordinal);
    private string away = "";

    public void Dispose() => gate.Dispose();

    /// <summary>One pass. Trouble with the server is told, not thrown; trouble with our own store is thrown.</summary>
    public async Task<TrackingPass> RunAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var pass = new Pass();
            await SendRunsAsync(pass, cancellation).ConfigureAwait(false);
            if (server.IsDue(time.GetUtcNow()))
                await FollowChampionsAsync(pass, cancellation).ConfigureAwait(false);
            return new TrackingPass(pass.Exported, pass.Deferred, pass.Lines);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task SendRunsAsync(Pass pass, CancellationToken cancellation)
    {
        string? after = null;
        while (true)
        {
            var page = await journal.UntrackedAsync(after, PageSize, cancellation).ConfigureAwait(false);
            foreach (var run in page)
                await SendAsync(run, pass, cancellation).ConfigureAwait(false);
            if (page.Count < PageSize)
                return;
            after = page[^1].RunId;
        }
    }

    private async Task SendAsync(RunHistory run, Pass pass, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (!server.IsDue(now))
        {
            pass.Deferred++;
            // A run that ended while the server is away says so at once, without another attempt.
            if (run.Tracking is null)
                await journal.RecordAsync(run.RunId, new TrackingDeferred(export.Server, away), cancellation).ConfigureAwait(false);
            return;
        }

        if (refused.TryGetValue(run.RunId, out var own) && !own.IsDue(now))
            return;
        var outcome = await export.ExportAsync(run, journal.OpenAsync, cancellation).ConfigureAwait(false);
        await journal.RecordAsync(run.RunId, outcome.Event, cancellation).ConfigureAwait(false);
        pass.Report($"run {run.RunId}", outcome.Notes);
        Remember(run.RunId, outcome);
        if (outcome.Event is TrackingDeferred deferred)
        {
            pass.Deferred++;
            pass.Report($"run {run.RunId}", [deferred.Why]);
        }
        else
        {
            pass.Exported++;
        }
    }

    private void Remember(string runId, TrackingOutcome outcome)
    {
        var now = time.GetUtcNow();
        if (outcome is { ServerAway: true, Event: TrackingDeferred deferred })
        {
            Lost(deferred.Why, now);
            return;
        }

        server.Succeeded();
        if (outcome.Event is TrackingExported)
            refused.Remove(runId);
        else
            (refused.TryGetValue(runId, out var own) ? own : refused[runId] = new BackOff(FirstPause, LongestPause)).Failed(now);
    }

    private async Task FollowChampionsAsync(Pass pass, CancellationToken cancellation)
    {
        foreach (var model in await journal.ModelsAsync(cancellation).ConfigureAwait(false))
        {
            var outcome = await export.FollowChampionAsync(model, journal.OpenAsync, cancellation).ConfigureAwait(false);
            pass.Report($"alias of {model.Name}", outcome.Trouble.Length > 0 ? [.. outcome.Notes, outcome.Trouble] : outcome.Notes);
            if (!outcome.ServerAway)
                continue;
            Lost(outcome.Trouble, time.GetUtcNow());
            return;
        }

        server.Succeeded();
    }

    private void Lost(string why, DateTimeOffset now)
    {
        server.Failed(now);
        away = string.Create(
            CultureInfo.InvariantCulture,
            $"not tried: the server was away at {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {why}"
        );
    }

    private sealed class Pass
    {
        public int Exported { get; set; }

        public int Deferred { get; set; }

        public List<string> Lines { get; } = [];

        public void Report(string about, IEnumerable<string> lines) => Lines.AddRange(lines.Select(line => $"{about}: {line}"));
    }
}
