using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Evaluation;
using Streaming.Retraining.Stages.Features;
using Streaming.Retraining.Tracking;
using Streaming.Training;
using Streaming.Training.Evaluation;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>The stages from events to evaluated candidates, run in a folder that stays as long as the object.</summary>
internal sealed class SmallRun : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stages-").FullName;

    public SmallRun(
        IReadOnlyList<MarketEvent> events,
        TrainingPlan plan,
        byte[]? champion = null,
        byte[]? best = null,
        CancellationToken cancellation = default
    )
    {
        var serving = champion is null
            ? null
            : new ChampionInService(
                ArtifactWriter.Sha256(champion),
                () => champion,
                best is null ? null : new ChampionInService(ArtifactWriter.Sha256(best), () => best)
            );
        foreach (var stage in StagesFromEvents.Of(plan, new GivenEvents(events, "hash of the data"), serving, TimeProvider.System))
        {
            var output = Directory.CreateDirectory(Path.Combine(folder, stage.Name)).FullName;
            stage.Run(new StageContext(folder, output, Told.Add, new Progress<StageProgress>()), cancellation);
        }
    }

    /// <summary>The events of the stages, in order.</summary>
    public List<object> Told { get; } = [];

    public EvaluationReport Report =>
        JsonSerializer.Deserialize<EvaluationReport>(
            File.ReadAllBytes(Path.Combine(folder, StageNames.Report)),
            EvaluationReport.JsonOptions
        )!;

    public byte[] Model(string candidate) => File.ReadAllBytes(Path.Combine(folder, StageNames.ModelOf(candidate)));

    /// <summary>Of the search; null when the stage left no such file.</summary>
    public IReadOnlyList<SearchTrial>? Trials =>
        File.Exists(Path.Combine(folder, StageNames.Trials))
            ? TrialFile.Read(File.ReadAllBytes(Path.Combine(folder, StageNames.Trials)))
            : null;

    /// <summary>SHA-256 of every artifact by its name.</summary>
    public IReadOnlyDictionary<string, string> Hashes() =>
        Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(folder, path), path => ArtifactWriter.Sha256(File.ReadAllBytes(path)));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
