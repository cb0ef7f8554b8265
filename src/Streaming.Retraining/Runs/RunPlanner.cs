using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>What a run would do about one stage.</summary>
/// <param name="Inputs">What it reads: settings by name, artifacts as <c>stage/artifact</c>.</param>
/// <param name="Outputs">The artifacts that it leaves, by name; empty when it has never worked.</param>
/// <param name="Works">False: it would be skipped.</param>
/// <param name="Why">In words.</param>
public sealed record PlannedStage(string Stage, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, bool Works, string Why);

/// <summary>Tells what a run would do, without doing it.</summary>
public static class RunPlanner
{
    /// <summary>Runs that are looked through for the last work of a stage.</summary>
    private const int RunsLookedAt = 50;

    /// <exception cref="StageException">What a stage reads from outside cannot be read.</exception>
    public static async Task<IReadOnlyList<PlannedStage>> PlanAsync(
        AuditStore audit,
        RunDefinition definition,
        StageSet stages,
        CancellationToken cancellation
    )
    {
        var planner = new StagePlanner(audit, TimeProvider.System);
        var runs = await audit.Runs.ListAsync(RunsLookedAt, cancellation: cancellation).ConfigureAwait(false);
        var known = new Dictionary<string, string>();
        var working = new List<string>();
        var plan = new List<PlannedStage>();
        var count = stages(definition, null).Count;
        for (var at = 0; at < count; at++)
        {
            var stage = stages(definition, await planner.ChampionAsync(definition.ModelName, known, cancellation).ConfigureAwait(false))[
                at
            ];
            var last = runs.Select(run => run.Stage(stage.Name))
                .FirstOrDefault(past => past is { State: StageState.Completed, Inputs.Count: > 0 });
            string[] inputs = [.. stage.Settings.Keys.Select(name => $"setting {name}"), .. stage.Inputs];
            string[] outputs = [.. (last?.Outputs.Keys ?? []).Order(StringComparer.Ordinal)];
            if (
                working.FirstOrDefault(before => stage.Inputs.Any(input => input.StartsWith(before + "/", StringComparison.Ordinal))) is
                { } above
            )
            {
                plan.Add(
                    new PlannedStage(
                        stage.Name,
                        inputs,
                        outputs,
                        true,
                        $"it reads what {above} would make anew; if that comes out equal, it is skipped"
                    )
                );
                working.Add(stage.Name);
                continue;
            }

            var planned = await planner.PlanAsync(stage, known, cancellation).ConfigureAwait(false);
            if (planned.Earlier is { } earlier)
            {
                foreach (var (name, sha256) in earlier.Outputs)
                    known[$"{stage.Name}/{name}"] = sha256;
                plan.Add(
                    new PlannedStage(stage.Name, inputs, [.. earlier.Outputs.Keys.Order(StringComparer.Ordinal)], false, planned.WhySkipped)
                );
                continue;
            }

            plan.Add(
                new PlannedStage(stage.Name, inputs, outputs, true, last is null ? "it has never worked" : Differences(last, planned.Input))
            );
            working.Add(stage.Name);
        }

        return plan;
    }

    private static string Differences(StageHistory last, StageInput now)
    {
        var changed = now
            .Parts.Where(part => last.Inputs.GetValueOrDefault(part.Key) != part.Value)
            .Select(part =>
                last.Inputs.TryGetValue(part.Key, out var before) ? $"{part.Key} was {before}, is {part.Value}" : $"{part.Key} is new"
            )
            .Concat(last.Inputs.Keys.Except(now.Parts.Keys).Select(name => $"{name} is gone"));
        return string.Join("; ", changed) is { Length: > 0 } words ? words : "its artifacts are not in the store any more";
    }
}
