using Streaming.Audit;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>Experiments and runs of a server. Every method throws <see cref="TrackingException"/>.</summary>
internal sealed class MlflowRuns(MlflowHttp http)
{
    private const string Api = "api/2.0/mlflow/";

    /// <summary>The id of the experiment with this name, created when it is not there.</summary>
    public async Task<string> ExperimentAsync(string name, CancellationToken cancellation)
    {
        if (await FindExperimentAsync(name, cancellation).ConfigureAwait(false) is { } known)
            return known;
        try
        {
            // Names are unique: a second creation is refused, so it may be repeated.
            return (
                await http.AskAsync<ExperimentCreated>(
                        HttpMethod.Post,
                        Api + "experiments/create",
                        new CreateExperiment(name),
                        true,
                        cancellation
                    )
                    .ConfigureAwait(false)
            ).ExperimentId;
        }
        catch (TrackingRefusedException refused) when (refused.Code == "RESOURCE_ALREADY_EXISTS")
        {
            return await FindExperimentAsync(name, cancellation).ConfigureAwait(false)
                ?? throw new TrackingRefusedException(refused.Message, refused.Code, refused);
        }
    }

    /// <summary>Runs that are not deleted and bear the tag, in the order of their ids: the same first one for everybody.</summary>
    public async Task<IReadOnlyList<MlflowRun>> WithTagAsync(string experimentId, string key, string value, CancellationToken cancellation)
    {
        if (value.Contains('\'', StringComparison.Ordinal))
            throw new ArgumentException(
                $"'{value}' cannot be searched for: MLflow's search language has no way to write a quote",
                nameof(value)
            );
        List<MlflowRun> found = [];
        string? next = null;
        do
        {
            var search = new SearchRuns([experimentId], $"tags.\"{key}\" = '{value}'", MlflowLimits.PageSize, next);
            var page = await http.AskAsync<RunPage>(HttpMethod.Post, Api + "runs/search", search, true, cancellation).ConfigureAwait(false);
            found.AddRange(page.Runs ?? []);
            next = page.NextPageToken;
        } while (!string.IsNullOrEmpty(next));
        return [.. found.OrderBy(run => run.Info.RunId, StringComparer.Ordinal)];
    }

    /// <summary>Creates a run. Never repeated by itself: the server may have done it although no answer came.</summary>
    public async Task<MlflowRun> CreateAsync(CreateRun run, CancellationToken cancellation) =>
        (await http.AskAsync<RunAnswer>(HttpMethod.Post, Api + "runs/create", run, false, cancellation).ConfigureAwait(false)).Run;

    /// <summary>Logs all of it, in as many requests as it takes. Logged again, equal values leave the same.</summary>
    public async Task LogAsync(string runId, MlflowRunData data, CancellationToken cancellation)
    {
        foreach (var batch in Batches.Of(runId, data))
            await http.AskAsync<NoAnswer>(HttpMethod.Post, Api + "runs/log-batch", batch, true, cancellation).ConfigureAwait(false);
    }

    public Task EndAsync(string runId, string status, long endTime, CancellationToken cancellation) =>
        http.AskAsync<RunUpdated>(HttpMethod.Post, Api + "runs/update", new UpdateRun(runId, status, endTime), true, cancellation);

    public Task DeleteAsync(string runId, CancellationToken cancellation) =>
        http.AskAsync<NoAnswer>(HttpMethod.Post, Api + "runs/delete", new DeleteRun(runId), true, cancellation);

    private async Task<string?> FindExperimentAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var path = Api + "experiments/get-by-name?experiment_name=" + Uri.EscapeDataString(name);
            var experiment = (
                await http.AskAsync<ExperimentAnswer>(HttpMethod.Get, path, null, true, cancellation).ConfigureAwait(false)
            ).Experiment;
            return experiment.LifecycleStage != "deleted"
                ? experiment.ExperimentId
                : throw new TrackingRefusedException(
                    $"experiment '{name}' is deleted on the server; restore it there, or name another in Tracking:Experiment"
                );
        }
        catch (TrackingRefusedException refused) when (refused.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            return null;
        }
    }
}
