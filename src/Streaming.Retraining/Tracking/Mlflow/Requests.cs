using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking.Mlflow;

internal sealed record CreateExperiment(string Name);

/// <param name="StartTime">Milliseconds since 1970, UTC.</param>
internal sealed record CreateRun(string ExperimentId, string RunName, long StartTime, IReadOnlyList<MlflowTag> Tags);

/// <param name="Filter">MLflow's own search language.</param>
internal sealed record SearchRuns(IReadOnlyList<string> ExperimentIds, string Filter, int MaxResults, string? PageToken);

/// <summary>At most what <see cref="MlflowLimits"/> allows; see <see cref="Batches"/>.</summary>
internal sealed record LogBatch(
    string RunId,
    IReadOnlyList<MlflowMetric> Metrics,
    IReadOnlyList<MlflowParameter> Params,
    IReadOnlyList<MlflowTag> Tags
);

/// <param name="Status"><c>FINISHED</c>, <c>FAILED</c> or <c>KILLED</c>.</param>
internal sealed record UpdateRun(string RunId, string Status, long EndTime);

internal sealed record DeleteRun(string RunId);

internal sealed record CreateModel(string Name, string Description);

internal sealed record CreateVersion(string Name, string Source, string RunId, string Description, IReadOnlyList<MlflowTag> Tags);

internal sealed record SetAlias(string Name, string Alias, string Version);

internal sealed record SetModelTag(string Name, string Key, string Value);
