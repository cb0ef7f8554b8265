using System.Text.Json;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Stages;

namespace Streaming.PausedRuns;

/// <summary>Seven quick stages, named and shaped like the product's, that a folder of files tells when to pause, to fail and to count as
/// changed.</summary>
public static class PausableStages
{
    private const string Control = "control";
    private const long ChildMemoryBytes = 512L * 1024 * 1024;

    public static readonly IReadOnlyList<string> Names =
    [
        "01-ingestion",
        "02-validation",
        "03-features",
        "04-split",
        "05-training",
        "06-evaluation",
        "07-decision",
    ];

    /// <summary>This program, wherever the caller runs.</summary>
    public static ChildProgram Child { get; } =
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Streaming.PausedRuns.dll"), StageCommandName], ChildMemoryBytes);

    private const string StageCommandName = "run-stage";

    /// <summary>A run whose stages obey this folder.</summary>
    public static RunDefinition Definition(string controlFolder, string model = "paused") =>
        new(model, "tables:nowhere", 1, JsonSerializer.Serialize(new Dictionary<string, string> { [Control] = controlFolder }));

    public static IReadOnlyList<IStage> Create(RunDefinition run, ChampionModel? champion)
    {
        var folder = JsonSerializer.Deserialize<Dictionary<string, string>>(run.Parameters)![Control];
        return [.. Names.Select((name, at) => new PausableStage(run, champion, name, at == 0 ? null : Names[at - 1], folder))];
    }
}
