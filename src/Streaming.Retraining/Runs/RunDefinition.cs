using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>What the stages of a run are made from. All of it is in the run's first event, so that every node, and a child process, makes
/// the same stages.</summary>
/// <param name="ModelName">The model that is retrained.</param>
/// <param name="Source">Where stage 01 reads, as <see cref="TrainingRequested.Source"/>.</param>
/// <param name="Seed">Start of every pseudo-random choice.</param>
/// <param name="Parameters">All settings that a stage reads, a JSON object.</param>
public sealed record RunDefinition(string ModelName, string Source, long Seed, string Parameters)
{
    public static RunDefinition Of(TrainingRequested request) => new(request.ModelName, request.Source, request.Seed, request.Parameters);
}

/// <summary>The model that candidates have to beat.</summary>
/// <param name="Sha256">Of its artifact.</param>
/// <param name="Fetch">The artifact's bytes.</param>
/// <param name="Best">The best that ever served; null when it is this one.</param>
public sealed record ChampionModel(string Sha256, Func<ReadOnlyMemory<byte>> Fetch, ChampionModel? Best = null);

/// <summary>Makes the stages of a run, in order. Cheap: what is outside (a folder, a log) is looked at when a stage's settings are asked
/// for.</summary>
/// <param name="champion">Null when none serves, and where the stages are only counted.</param>
/// <exception cref="StageException">The definition cannot be used.</exception>
public delegate IReadOnlyList<IStage> StageSet(RunDefinition run, ChampionModel? champion);
