using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>Lets the alias <c>champion</c> name the version that serves by our registry. Says the same state again and again without
/// harm.</summary>
internal sealed class ChampionWriter(TrackingSettings settings, MlflowHttp http, ArtifactOpener open, ExportNotes notes)
{
    private readonly MlflowModels models = new(http);
    private readonly MlflowRuns runs = new(http);
    private readonly RunFinder finder = new(new MlflowRuns(http));
    private readonly ArtifactUploader artifacts = new(settings, new MlflowArtifacts(http), open, notes);
    private readonly VersionWriter versions = new(new MlflowModels(http));

    /// <returns>The server's version that has the alias now; null for a model that nothing was ever promoted of.</returns>
    public async Task<string?> WriteAsync(ModelHistory model, CancellationToken cancellation)
    {
        if (model.Champions.Count == 0)
            return null;
        var champion = model.Champions[^1];
        var name = MlflowNames.Model(model.Name);
        var version =
            await versions.FindAsync(model.Name, champion.Version, cancellation).ConfigureAwait(false)
            ?? await RegisterAsync(model.Name, champion, cancellation).ConfigureAwait(false);
        var there = await models.FindAsync(name, cancellation).ConfigureAwait(false);
        var alias = there?.Aliases?.FirstOrDefault(known => known.Alias == TrackingKeys.Champion)?.Version;
        var decision = there?.Tags?.FirstOrDefault(tag => tag.Key == TrackingKeys.Decision)?.Value;
        if (long.TryParse(decision, CultureInfo.InvariantCulture, out var later) && later > champion.DecisionNumber)
            return alias; // another process has seen a later decision than we were given

        if (alias != version.Version)
            await models.SetAliasAsync(new SetAlias(name, TrackingKeys.Champion, version.Version), cancellation).ConfigureAwait(false);
        var number = champion.DecisionNumber.ToString(CultureInfo.InvariantCulture);
        if (decision != number)
            await models.SetTagAsync(new SetModelTag(name, TrackingKeys.Decision, number), cancellation).ConfigureAwait(false);
        return version.Version;
    }

    /// <summary>A version that no exported run made, such as a file that somebody promoted: the server wants a run that holds its artifact,
    /// so one stands for its registration.</summary>
    private async Task<MlflowVersion> RegisterAsync(string modelName, Champion champion, CancellationToken cancellation)
    {
        var experiment = await runs.ExperimentAsync(settings.Experiment, cancellation).ConfigureAwait(false);
        var wanted = new CreateRun(
            experiment,
            $"{modelName} {champion.Version}",
            champion.Since.ToUnixTimeMilliseconds(),
            [
                new MlflowTag(TrackingKeys.Registration, champion.Sha256),
                new MlflowTag(TrackingKeys.SourceName, "streaming"),
                new MlflowTag(TrackingKeys.SourceType, "JOB"),
                new MlflowTag(TrackingKeys.User, champion.By),
                new MlflowTag(
                    TrackingKeys.Note,
                    $"Stands for the registration of {modelName} {champion.Version}, which no training run here made"
                ),
            ]
        );
        var run = await finder.EnsureAsync(wanted, TrackingKeys.Registration, champion.Sha256, cancellation).ConfigureAwait(false);
        var path = $"{VersionWriter.Folder}/{VersionWriter.File}";
        await artifacts.SendAsync(run, new TrackedArtifact(path, champion.Sha256), path, cancellation).ConfigureAwait(false);
        await artifacts
            .SendTextAsync(
                run,
                $"{VersionWriter.Folder}/MLmodel",
                VersionWriter.Describe(run, champion.Sha256, champion.Since),
                cancellation
            )
            .ConfigureAwait(false);
        await runs.EndAsync(run.Info.RunId, "FINISHED", champion.Since.ToUnixTimeMilliseconds(), cancellation).ConfigureAwait(false);
        var version = new TrackedVersion(
            champion.Version,
            champion.Sha256,
            "",
            $"Decision {champion.DecisionNumber} by {champion.By}: {champion.Why}"
        );
        return await versions.EnsureAsync(modelName, version, run, cancellation).ConfigureAwait(false);
    }
}
