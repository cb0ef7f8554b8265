using Streaming.Trainer.Runs;
using Streaming.Trainer.Stages;
using Streaming.Trainer.Stages.Ingestion;

namespace Streaming.Host.Retraining;

/// <summary>The stages of the product, from what a run was requested with.</summary>
internal static class ProductStages
{
    private const string Tables = "tables:";

    public static IReadOnlyList<IStage> Create(RunDefinition run, ChampionModel? champion)
    {
        IIngestionSource source = run.Source.StartsWith(Tables, StringComparison.Ordinal)
            ? new TableSource(run.Source[Tables.Length..])
            : throw new StageException($"its source is '{run.Source}'", "the run's request", "Start a run with --data DIR");
        return [new IngestionStage(source)];
    }
}
