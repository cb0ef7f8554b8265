using System.Text.Json;
using Streaming.Trainer;
using Streaming.Trainer.Runs;
using Streaming.Trainer.Stages;
using Streaming.Trainer.Stages.Decision;
using Streaming.Trainer.Stages.Evaluation;
using Streaming.Trainer.Stages.Features;
using Streaming.Trainer.Stages.Ingestion;
using Streaming.Trainer.Stages.Split;
using Streaming.Trainer.Stages.Training;

namespace Streaming.Host.Retraining;

/// <summary>The stages of the product, from what a run was requested with.</summary>
internal static class ProductStages
{
    private const string Tables = "tables:";

    /// <exception cref="StageException">The request of the run cannot be understood by this program.</exception>
    public static IReadOnlyList<IStage> Create(RunDefinition run, ChampionModel? champion)
    {
        var plan = Parameters(run).Plan with { ModelName = run.ModelName, Seed = run.Seed };
        return
        [
            new IngestionStage(SourceOf(run)),
            new FeaturesStage(plan, new UnvalidatedEvents()),
            new SplitStage(plan),
            new TrainingStage(plan, TimeProvider.System),
            new EvaluationStage(plan, champion is null ? null : new ChampionInService(champion.Sha256, champion.Fetch), TimeProvider.System),
            new DecisionStage(plan),
        ];
    }

    private static IIngestionSource SourceOf(RunDefinition run) => run.Source.StartsWith(Tables, StringComparison.Ordinal)
        ? new TableSource(run.Source[Tables.Length..])
        : throw new StageException($"its source is '{run.Source}'", "the run's request", "Start a run with --data DIR.");

    private static RunParameters Parameters(RunDefinition run)
    {
        try
        {
            return RunParameters.Read(run.Parameters);
        }
        catch (JsonException broken)
        {
            throw new StageException($"its parameters cannot be read: {broken.Message}", "the run's request", "Another version of this program recorded them; start a new run.", broken);
        }
    }
}
