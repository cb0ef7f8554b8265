using Streaming.Audit;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>Finds what an earlier export has created before it creates anything, so that an export sent again completes the same
/// runs.</summary>
internal sealed class RunFinder(MlflowRuns runs)
{
    /// <summary>The run that bears a tag; created when there is none.</summary>
    public async Task<MlflowRun> EnsureAsync(CreateRun wanted, string key, string value, CancellationToken cancellation)
    {
        if (await FindAsync(wanted.ExperimentId, key, value, cancellation).ConfigureAwait(false) is { } known)
            return known;
        return await CreateAsync(wanted, () => FindAsync(wanted.ExperimentId, key, value, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>All nested runs of a run by the key that we gave them.</summary>
    public async Task<IReadOnlyDictionary<string, MlflowRun>> ChildrenAsync(MlflowRun parent, CancellationToken cancellation)
    {
        var nested = await runs.WithTagAsync(parent.Info.ExperimentId, TrackingKeys.Parent, parent.Info.RunId, cancellation)
            .ConfigureAwait(false);
        Dictionary<string, MlflowRun> byKey = new(StringComparer.Ordinal);
        foreach (var group in nested.Where(run => run.Tag(TrackingKeys.Child) is not null).GroupBy(run => run.Tag(TrackingKeys.Child)!))
            byKey.Add(group.Key, await KeepFirstAsync([.. group], cancellation).ConfigureAwait(false));
        return byKey;
    }

    /// <summary>Creates a run. When the answer is lost, looks whether the server has done it.</summary>
    public async Task<MlflowRun> CreateAsync(CreateRun wanted, Func<Task<MlflowRun?>> find, CancellationToken cancellation)
    {
        try
        {
            return await runs.CreateAsync(wanted, cancellation).ConfigureAwait(false);
        }
        catch (TrackingUnavailableException)
        {
            if (await find().ConfigureAwait(false) is { } done)
                return done;
            throw;
        }
    }

    private async Task<MlflowRun?> FindAsync(string experimentId, string key, string value, CancellationToken cancellation)
    {
        var found = await runs.WithTagAsync(experimentId, key, value, cancellation).ConfigureAwait(false);
        return found.Count == 0 ? null : await KeepFirstAsync(found, cancellation).ConfigureAwait(false);
    }

    /// <summary>Two exports at once, or an answer that came after we had asked again, may have left two: everybody keeps the same one, and
    /// the others, which are ours, go.</summary>
    private async Task<MlflowRun> KeepFirstAsync(IReadOnlyList<MlflowRun> same, CancellationToken cancellation)
    {
        foreach (var surplus in same.Skip(1))
            await runs.DeleteAsync(surplus.Info.RunId, cancellation).ConfigureAwait(false);
        return same[0];
    }
}
