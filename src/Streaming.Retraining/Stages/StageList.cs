using System.Text.Json;
using Streaming.Contracts;
using Streaming.Quality.Tables;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Stages.Decision;
using Streaming.Retraining.Stages.Evaluation;
using Streaming.Retraining.Stages.Features;
using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Split;
using Streaming.Retraining.Stages.Training;
using Streaming.Retraining.Stages.Validation;
using Streaming.Training;

namespace Streaming.Retraining.Stages;

/// <summary>The stages of the product, from what a run was requested with.</summary>
public static class StageList
{
    private const string Tables = "tables:";
    private const string Topics = "topics:";

    /// <summary>For processes that read no topics.</summary>
    public static readonly StageSet WithoutTopics = With(servers =>
        throw new StageException(
            $"the topics on {servers} are not read by this process",
            "the run's source",
            "Let a trainer do this stage."
        )
    );

    /// <param name="topics">Makes the source for the topics on these bootstrap servers.</param>
    public static StageSet With(Func<string, IIngestionSource> topics) => (run, champion) => Create(run, champion, topics);

    /// <summary>The name of a source as it stood at a moment: what was recorded later is left out.</summary>
    /// <param name="source"><c>tables:FOLDER</c> or <c>topics:HOST:PORT</c>.</param>
    /// <param name="until">In stream time; what was recorded at this moment is in.</param>
    public static string UpTo(string source, LocalTime until) => UntilSource.NameOf(source, until);

    /// <exception cref="StageException">The request of the run cannot be understood by this program.</exception>
    private static IReadOnlyList<IStage> Create(RunDefinition run, ChampionModel? champion, Func<string, IIngestionSource> topics)
    {
        var (recorded, schema) = Parameters(run);
        var plan = recorded with { ModelName = run.ModelName, Seed = run.Seed };
        return
        [
            new IngestionStage(SourceOf(run.Source, schema, topics)),
            new ValidationStage(schema),
            new FeaturesStage(plan, new IngestedEvents()),
            new SplitStage(plan),
            new TrainingStage(plan, TimeProvider.System),
            new EvaluationStage(plan, InService(champion), TimeProvider.System),
            new DecisionStage(plan),
        ];
    }

    private static ChampionInService? InService(ChampionModel? champion) =>
        champion is null ? null : new ChampionInService(champion.Sha256, champion.Fetch, InService(champion.Best));

    private static IIngestionSource SourceOf(string name, MarketSchema schema, Func<string, IIngestionSource> topics)
    {
        var (source, until) = UntilSource.Parse(name);
        var whole = WholeSourceOf(source, schema, topics);
        return until is { } moment ? new UntilSource(whole, moment) : whole;
    }

    private static IIngestionSource WholeSourceOf(string source, MarketSchema schema, Func<string, IIngestionSource> topics)
    {
        if (source.StartsWith(Tables, StringComparison.Ordinal))
            return new TableSource(source[Tables.Length..], schema);
        return source.StartsWith(Topics, StringComparison.Ordinal)
            ? new LazySource(source, () => topics(source[Topics.Length..]))
            : throw new StageException(
                $"its source is '{source}'",
                "the run's request",
                "Start a run with --data DIR or --bootstrap HOST:PORT."
            );
    }

    private static (TrainingPlan Plan, MarketSchema Schema) Parameters(RunDefinition run)
    {
        try
        {
            var parameters = RunParameters.Read(run.Parameters);
            using var schema = new StringReader(parameters.Schema);
            return (parameters.Plan, SchemaFile.Parse(schema, MarketSchema.FileName));
        }
        catch (SchemaException wrong)
        {
            throw new StageException(wrong.Message, MarketSchema.FileName, "Repair it, then start a new run.", wrong);
        }
        catch (JsonException broken)
        {
            throw new StageException(
                $"its parameters cannot be read: {broken.Message}",
                "the run's request",
                "Another version of this program recorded them; start a new run.",
                broken
            );
        }
    }
}
