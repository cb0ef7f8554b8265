using Streaming.Audit.Registry;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>A tag of a run, a model or a version.</summary>
internal sealed record MlflowTag(string Key, string Value = "");

/// <summary>A parameter; the server never lets it change.</summary>
internal sealed record MlflowParameter(string Key, string Value = "");

/// <summary>One value of a metric.</summary>
/// <param name="Timestamp">Milliseconds since 1970, UTC.</param>
internal sealed record MlflowMetric(string Key, double Value, long Timestamp, long Step = 0);

/// <param name="ArtifactUri">Where the run's artifacts belong; with scheme <c>mlflow-artifacts</c> the server takes them itself.</param>
internal sealed record MlflowRunInfo(
    string RunId,
    string ExperimentId,
    string Status,
    string ArtifactUri,
    long? StartTime = null,
    string? RunName = null
);

internal sealed record MlflowRunData(
    IReadOnlyList<MlflowMetric>? Metrics = null,
    IReadOnlyList<MlflowParameter>? Params = null,
    IReadOnlyList<MlflowTag>? Tags = null
);

internal sealed record MlflowRun(MlflowRunInfo Info, MlflowRunData? Data)
{
    /// <summary>The value of a tag; null when the run has none of that key.</summary>
    public string? Tag(string key) => Data?.Tags?.FirstOrDefault(tag => tag.Key == key)?.Value;
}

internal sealed record MlflowExperiment(string ExperimentId, string Name, string LifecycleStage);

internal sealed record MlflowFile(string Path, bool IsDir = false, long? FileSize = null);

internal sealed record MlflowAlias(string Alias, string Version);

internal sealed record MlflowModel(string Name, IReadOnlyList<MlflowAlias>? Aliases = null, IReadOnlyList<MlflowTag>? Tags = null);

/// <param name="Version">1, 2, … in the server's own counting.</param>
internal sealed record MlflowVersion(
    string Name,
    string Version,
    string? Source = null,
    string? RunId = null,
    IReadOnlyList<MlflowTag>? Tags = null
);

internal sealed record ExperimentAnswer(MlflowExperiment Experiment);

internal sealed record ExperimentCreated(string ExperimentId);

internal sealed record RunAnswer(MlflowRun Run);

internal sealed record RunPage(IReadOnlyList<MlflowRun>? Runs = null, string? NextPageToken = null);

internal sealed record FilePage(IReadOnlyList<MlflowFile>? Files = null);

internal sealed record ModelAnswer(MlflowModel RegisteredModel);

internal sealed record VersionAnswer(MlflowVersion ModelVersion);

internal sealed record VersionPage(IReadOnlyList<MlflowVersion>? ModelVersions = null, string? NextPageToken = null);

internal sealed record RunUpdated(MlflowRunInfo? RunInfo = null);

/// <summary>An answer of which nothing is read.</summary>
internal sealed record NoAnswer;
