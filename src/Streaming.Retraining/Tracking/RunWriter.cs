using System.Text.Json;
using Streaming.Audit;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>
/// Writes one finished run to the server, or completes what an earlier attempt left there. The order is such that whatever interrupts it,
/// the next attempt finds
/// what is there by tags and goes on: the run's own end is written last.
/// </summary>
internal sealed class RunWriter(TrackingSettings settings, MlflowHttp http, ArtifactOpener open, ExportNotes notes)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly MlflowRuns runs = new(http);
    private readonly RunFinder finder = new(new MlflowRuns(http));
    private readonly FigureWriter figures = new(settings, new MlflowRuns(http), notes);
    private readonly ArtifactUploader artifacts = new(settings, new MlflowArtifacts(http), open, notes);
    private readonly VersionWriter versions = new(new MlflowModels(http));

    /// <returns>The server's id of the run.</returns>
    /// <exception cref="TrackingException">The server cannot take it now, or not as it is.</exception>
    public async Task<string> WriteAsync(TrackedRun run, CancellationToken cancellation)
    {
        var experiment = await runs.ExperimentAsync(settings.Experiment, cancellation).ConfigureAwait(false);
        var parent = await finder.EnsureAsync(Creation(experiment, run), TrackingKeys.Run, run.RunId, cancellation).ConfigureAwait(false);
        await figures.WriteAsync(parent, "run", run.Figures, run.Ended, cancellation).ConfigureAwait(false);
        var children = await WriteChildrenAsync(run, parent, cancellation).ConfigureAwait(false);
        if (run.Version is { } version)
            await versions.EnsureAsync(run.ModelName, version, children[version.Child], cancellation).ConfigureAwait(false);
        foreach (var artifact in run.Artifacts)
            await artifacts.SendAsync(parent, artifact, artifact.Path, cancellation).ConfigureAwait(false);
        await artifacts.SendTextAsync(parent, "tracking/parameters.json", AllParameters(run), cancellation).ConfigureAwait(false);
        await LeaveNotesAsync(parent, cancellation).ConfigureAwait(false);
        await runs.EndAsync(parent.Info.RunId, run.Status, run.Ended.ToUnixTimeMilliseconds(), cancellation).ConfigureAwait(false);
        return parent.Info.RunId;
    }

    private async Task<Dictionary<string, MlflowRun>> WriteChildrenAsync(TrackedRun run, MlflowRun parent, CancellationToken cancellation)
    {
        var known = await finder.ChildrenAsync(parent, cancellation).ConfigureAwait(false);
        Dictionary<string, MlflowRun> written = new(StringComparer.Ordinal);
        foreach (var child in run.Children)
        {
            var there =
                known.GetValueOrDefault(child.Key)
                ?? await finder
                    .CreateAsync(
                        Creation(run, child, parent),
                        async () => (await finder.ChildrenAsync(parent, cancellation).ConfigureAwait(false)).GetValueOrDefault(child.Key),
                        cancellation
                    )
                    .ConfigureAwait(false);
            written.Add(child.Key, there);
            await figures.WriteAsync(there, child.Name, child.Figures, run.Ended, cancellation).ConfigureAwait(false);
            if (child.Model.Length > 0)
                await SendModelAsync(there, child, run.Ended, cancellation).ConfigureAwait(false);
            var ended = run.Started + TimeSpan.FromSeconds(child.Seconds);
            await runs.EndAsync(there.Info.RunId, child.Status, ended.ToUnixTimeMilliseconds(), cancellation).ConfigureAwait(false);
        }

        return written;
    }

    private async Task SendModelAsync(MlflowRun there, TrackedChild child, DateTimeOffset made, CancellationToken cancellation)
    {
        var path = $"{VersionWriter.Folder}/{VersionWriter.File}";
        await artifacts.SendAsync(there, new TrackedArtifact(path, child.Model), path, cancellation).ConfigureAwait(false);
        await artifacts
            .SendTextAsync(there, $"{VersionWriter.Folder}/MLmodel", VersionWriter.Describe(there, child.Model, made), cancellation)
            .ConfigureAwait(false);
    }

    private async Task LeaveNotesAsync(MlflowRun parent, CancellationToken cancellation)
    {
        var lines = notes.Lines();
        if (lines.Count == 0)
            return;
        Dictionary<string, string> said = new() { [TrackingKeys.LeftOut] = string.Join("; ", lines) };
        await runs.LogAsync(parent.Info.RunId, new MlflowRunData(Tags: [.. FigureWriter.Tags(said)]), cancellation).ConfigureAwait(false);
    }

    private static CreateRun Creation(string experiment, TrackedRun run) =>
        new(
            experiment,
            run.RunId,
            run.Started.ToUnixTimeMilliseconds(),
            [
                new MlflowTag(TrackingKeys.Run, run.RunId),
                new MlflowTag(TrackingKeys.SourceName, "streaming"),
                new MlflowTag(TrackingKeys.SourceType, "JOB"),
                new MlflowTag(TrackingKeys.User, run.Figures.Tags.GetValueOrDefault("requested_by", "")),
                new MlflowTag(TrackingKeys.Note, run.Note),
            ]
        );

    private static CreateRun Creation(TrackedRun run, TrackedChild child, MlflowRun parent) =>
        new(
            parent.Info.ExperimentId,
            child.Name,
            run.Started.ToUnixTimeMilliseconds(),
            [
                new MlflowTag(TrackingKeys.Parent, parent.Info.RunId),
                new MlflowTag(TrackingKeys.Child, child.Key),
                new MlflowTag(TrackingKeys.SourceName, "streaming"),
                new MlflowTag(TrackingKeys.SourceType, "JOB"),
            ]
        );

    private static string AllParameters(TrackedRun run) =>
        JsonSerializer.Serialize(
            new
            {
                run = run.Figures.Parameters,
                candidates = run.Children.ToDictionary(child => child.Key, child => child.Figures.Parameters),
            },
            Readable
        );
}
