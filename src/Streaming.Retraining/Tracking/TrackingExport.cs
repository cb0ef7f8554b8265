using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>What became of an export.</summary>
/// <param name="Event"><see cref="TrackingExported"/> or <see cref="TrackingDeferred"/>: to be appended to the run's stream.</param>
/// <param name="ServerAway">The server gave no usable answer: nothing else need be tried now.</param>
/// <param name="Notes">What was left out or changed on the way, a line each; empty when everything is there as it is.</param>
public sealed record TrackingOutcome(object Event, bool ServerAway, IReadOnlyList<string> Notes);

/// <summary>What became of the alias.</summary>
/// <param name="Version">The server's version that has it; null when the model has no champion, or nothing was written.</param>
/// <param name="Trouble">Why nothing was written; empty when it was.</param>
/// <param name="ServerAway">As in <see cref="TrackingOutcome"/>.</param>
public sealed record AliasOutcome(string? Version, string Trouble, bool ServerAway, IReadOnlyList<string> Notes);

/// <summary>
/// Writes finished runs and the champion to an MLflow server. Every call may be repeated after whatever interrupted it: it completes the
/// same run, nested runs and
/// version. Trouble with the server is an outcome, never an exception. Safe to use from any thread; one run at a time from one place.
/// </summary>
public sealed class TrackingExport : IDisposable
{
    private readonly TrackingSettings settings;
    private readonly MlflowHttp http;

    /// <param name="handler">Carries the requests instead of the network; not disposed. For tests.</param>
    public TrackingExport(TrackingSettings settings, TimeProvider time, HttpMessageHandler? handler = null)
    {
        this.settings = settings;
        http = new MlflowHttp(settings, handler, time);
    }

    /// <summary>The server, as events name it.</summary>
    public string Server => settings.Server.AbsoluteUri;

    public void Dispose() => http.Dispose();

    /// <summary>Writes a run that is over: its parameters, metrics, tags and artifacts, candidates as nested runs, the version that it
    /// registered.</summary>
    /// <param name="open">Opens artifacts from our store. What it throws is told in <see cref="TrackingDeferred"/>.</param>
    /// <exception cref="ArgumentException">The run is not over.</exception>
    public async Task<TrackingOutcome> ExportAsync(RunHistory run, ArtifactOpener open, CancellationToken cancellation)
    {
        var told = RunMapping.Of(run);
        var notes = new ExportNotes();
        try
        {
            var tracked = await told.WithTrialsAsync(Guarded(open), notes, cancellation).ConfigureAwait(false);
            var id = await new RunWriter(settings, http, Guarded(open), notes).WriteAsync(tracked, cancellation).ConfigureAwait(false);
            return new TrackingOutcome(new TrackingExported(Server, id), false, notes.Lines());
        }
        catch (Exception trouble) when (trouble is TrackingException or ArtifactUnreadableException)
        {
            return new TrackingOutcome(
                new TrackingDeferred(Server, trouble.Message),
                trouble is TrackingUnavailableException,
                notes.Lines()
            );
        }
    }

    /// <summary>Gives the alias <c>champion</c> to the version that serves by our registry, after a promotion, a rollback, or just in
    /// case.</summary>
    public async Task<AliasOutcome> FollowChampionAsync(ModelHistory model, ArtifactOpener open, CancellationToken cancellation)
    {
        var notes = new ExportNotes();
        try
        {
            var version = await new ChampionWriter(settings, http, Guarded(open), notes)
                .WriteAsync(model, cancellation)
                .ConfigureAwait(false);
            return new AliasOutcome(version, "", false, notes.Lines());
        }
        catch (Exception trouble) when (trouble is TrackingException or ArtifactUnreadableException)
        {
            return new AliasOutcome(null, trouble.Message, trouble is TrackingUnavailableException, notes.Lines());
        }
    }

    /// <summary>Our own store's trouble must not pass for the server's, nor end a job that has nothing to do with it.</summary>
    private static ArtifactOpener Guarded(ArtifactOpener open) =>
        async (artifact, cancellation) =>
        {
            try
            {
                return await open(artifact, cancellation).ConfigureAwait(false);
            }
            catch (Exception trouble) when (!cancellation.IsCancellationRequested)
            {
                throw new ArtifactUnreadableException(
                    $"artifact {artifact.Path} ({artifact.Sha256}) could not be read from our own store: {trouble.Message}",
                    trouble
                );
            }
        };

    private sealed class ArtifactUnreadableException(string message, Exception inner) : Exception(message, inner);
}
