using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>Versions of our registry in the server's: found by our version's name, made from the run that holds the artifact.</summary>
internal sealed class VersionWriter(MlflowModels models)
{
    /// <summary>Folder of a serving artifact among a run's artifacts.</summary>
    public const string Folder = "model";

    public const string File = "model.bin";

    /// <summary>The server's version; null when our version is not there.</summary>
    public async Task<MlflowVersion?> FindAsync(string modelName, string version, CancellationToken cancellation)
    {
        var all = await models.VersionsAsync(MlflowNames.Model(modelName), cancellation).ConfigureAwait(false);
        return all.FirstOrDefault(known => known.Tags?.Any(tag => tag.Key == TrackingKeys.Version && tag.Value == version) == true);
    }

    /// <summary>Registers our version as made by this run, unless it is there.</summary>
    public async Task<MlflowVersion> EnsureAsync(string modelName, TrackedVersion version, MlflowRun madeBy, CancellationToken cancellation)
    {
        if (await FindAsync(modelName, version.Version, cancellation).ConfigureAwait(false) is { } known)
            return known;
        var name = MlflowNames.Model(modelName);
        await models
            .RegisterAsync(
                new CreateModel(name, $"{modelName}: versions, decisions and reasons are those of our own registry"),
                cancellation
            )
            .ConfigureAwait(false);
        var wanted = new CreateVersion(
            name,
            $"{madeBy.Info.ArtifactUri.TrimEnd('/')}/{Folder}",
            madeBy.Info.RunId,
            $"Version {version.Version}. {version.Why}",
            [new MlflowTag(TrackingKeys.Version, version.Version), new MlflowTag(TrackingKeys.Sha256, version.Sha256)]
        );
        try
        {
            return await models.CreateVersionAsync(wanted, cancellation).ConfigureAwait(false);
        }
        catch (TrackingUnavailableException)
        {
            if (await FindAsync(modelName, version.Version, cancellation).ConfigureAwait(false) is { } done)
                return done;
            throw;
        }
    }

    /// <summary>What a folder with a serving artifact says of itself, in the form that MLflow reads. No loader of MLflow's own takes it: it
    /// is this program's format.</summary>
    public static string Describe(MlflowRun run, string sha256, DateTimeOffset made) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            artifact_path: {Folder}
            flavors:
              streaming:
                artifact: {File}
                sha256: {sha256}
            run_id: {run.Info.RunId}
            utc_time_created: '{made.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'

            """
        );
}
