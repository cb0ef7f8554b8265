using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Trainer.Stages;

namespace Streaming.Trainer.Runs;

/// <summary>Finds out whether a stage has to work.</summary>
internal sealed class StagePlanner(AuditStore audit)
{
    /// <summary>Before it stands an input that is no stage's output but the model in service: <c>champion/model</c>. There is no such file where none serves.</summary>
    public const string ChampionPrefix = "champion/";

    private const string NoChampion = "none";

    /// <param name="known">SHA-256 of what the stages before have left, by <c>stage/artefact</c>.</param>
    /// <exception cref="StageException">An input is not there, or what it reads from outside cannot be read.</exception>
    public async Task<StagePlan> PlanAsync(IStage stage, string model, IReadOnlyDictionary<string, string> known, CancellationToken cancellation)
    {
        var all = new Dictionary<string, string>();
        foreach (var name in stage.Inputs)
        {
            all[name] = name.StartsWith(ChampionPrefix, StringComparison.Ordinal)
                ? await ChampionAsync(model, [.. known.Values], cancellation).ConfigureAwait(false) ?? NoChampion
                : known.GetValueOrDefault(name) ?? throw new StageException($"its input {name} was left by no stage before it", $"stage {stage.Name}", "This is a fault of the program's list of stages: report it");
        }

        var input = StageInput.Of(stage, all);
        var artefacts = all.Where(artefact => artefact.Value != NoChampion).ToDictionary();
        return new StagePlan(input, artefacts, await FindEarlierAsync(stage.Name, input.Hash, cancellation).ConfigureAwait(false));
    }

    /// <summary>What the finished stages of a run have left, by <c>stage/artefact</c>.</summary>
    public static Dictionary<string, string> Known(RunHistory run) => run.Stages
        .Where(stage => stage.State is StageState.Completed or StageState.Skipped)
        .SelectMany(stage => stage.Outputs.Select(output => KeyValuePair.Create($"{stage.Stage}/{output.Key}", output.Value)))
        .ToDictionary();

    /// <summary>Earlier work on the same input whose artefacts are all still there.</summary>
    private async Task<StageResult?> FindEarlierAsync(string stage, string inputHash, CancellationToken cancellation)
    {
        if (await audit.Runs.FindResultAsync(stage, inputHash, cancellation).ConfigureAwait(false) is not { } earlier) return null;
        foreach (var sha256 in earlier.Outputs.Values)
            if (!await audit.Artifacts.ContainsAsync(sha256, cancellation).ConfigureAwait(false))
                return null;
        return earlier;
    }

    /// <summary>
    /// The model that candidates have to beat: the one in service, or, when that is one of these very candidates, the one before it. So an unchanged run compares what it
    /// compared before, instead of a model with itself.
    /// </summary>
    private async Task<string?> ChampionAsync(string model, HashSet<string> own, CancellationToken cancellation)
    {
        var histories = await audit.Models.ListAsync(cancellation).ConfigureAwait(false);
        var champions = histories.FirstOrDefault(history => history.Name == model)?.Champions ?? [];
        return champions.LastOrDefault(champion => !own.Contains(champion.Sha256))?.Sha256;
    }
}
