using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>Finds out whether a stage has to work.</summary>
internal sealed class StagePlanner(AuditStore audit, TimeProvider clock)
{
    /// <param name="known">SHA-256 of what the stages before have left, by <c>stage/artifact</c>.</param>
    /// <exception cref="StageException">An input is not there, or what it reads from outside cannot be read.</exception>
    public async Task<StagePlan> PlanAsync(IStage stage, IReadOnlyDictionary<string, string> known, CancellationToken cancellation)
    {
        var artifacts = stage.Inputs.ToDictionary(
            name => name,
            name =>
                known.GetValueOrDefault(name)
                ?? throw new StageException(
                    $"its input {name} was left by no stage before it",
                    $"stage {stage.Name}",
                    "This is a fault of the program's list of stages: report it."
                )
        );
        var input = StageInput.Of(stage, artifacts);
        return new StagePlan(input, artifacts, await FindEarlierAsync(stage.Name, input.Hash, cancellation).ConfigureAwait(false));
    }

    /// <summary>
    /// The model that candidates have to beat: the one in service, or, when that is one of these very candidates, the one before it. So an
    /// unchanged run compares what it
    /// compared before, instead of a model with itself. Beside it the best that had served by then.
    /// </summary>
    /// <param name="known">As for <see cref="PlanAsync"/>: the candidates are among it.</param>
    public async Task<ChampionModel?> ChampionAsync(string model, IReadOnlyDictionary<string, string> known, CancellationToken cancellation)
    {
        if (await audit.Models.FindAsync(model, cancellation).ConfigureAwait(false) is not { } history)
            return null;
        var own = known.Values.ToHashSet();
        if (history.Champions.LastOrDefault(champion => !own.Contains(champion.Sha256)) is not { } found)
            return null;
        var best =
            history.BestAt(found.DecisionNumber) is { } ever && ever.Sha256 != found.Sha256 && !own.Contains(ever.Sha256)
                ? new ChampionModel(ever.Sha256, () => Fetch(ever.Sha256, cancellation))
                : null;
        return new ChampionModel(found.Sha256, () => Fetch(found.Sha256, cancellation), best);
    }

    /// <summary>What the finished stages of a run have left, by <c>stage/artifact</c>.</summary>
    public static Dictionary<string, string> Known(RunHistory run) =>
        run
            .Stages.Where(stage => stage.State is StageState.Completed or StageState.Skipped)
            .SelectMany(stage => stage.Outputs.Select(output => KeyValuePair.Create($"{stage.Stage}/{output.Key}", output.Value)))
            .ToDictionary();

    /// <summary>Earlier work on the same input whose artifacts are all still there.</summary>
    private async Task<StageResult?> FindEarlierAsync(string stage, string inputHash, CancellationToken cancellation)
    {
        if (await audit.Runs.FindResultAsync(stage, inputHash, cancellation).ConfigureAwait(false) is not { } earlier)
            return null;
        foreach (var sha256 in earlier.Outputs.Values)
            if (!await audit.Artifacts.ContainsAsync(sha256, cancellation).ConfigureAwait(false))
                return null;
        return earlier;
    }

    /// <summary>Stages are plain code and ask from their own thread.</summary>
    private ReadOnlyMemory<byte> Fetch(string sha256, CancellationToken cancellation) =>
        DatabaseRetry.DuringOutageAsync(() => audit.Artifacts.FindAsync(sha256, cancellation), clock, cancellation).GetAwaiter().GetResult()
        ?? throw new StageException(
            $"the artifact {sha256} of the model in service is not in the artifact store",
            "the artifact store",
            "Restore it, or promote a model whose artifact is there."
        );
}
