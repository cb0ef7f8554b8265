using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Validation;

namespace Streaming.Retraining.Runs.Children;

/// <summary>What a child is asked for: one line on its standard input, which then stays open as long as its parent lives.</summary>
/// <param name="Champion">SHA-256 of the model to beat, whose artifact is <see cref="ChampionFile"/> among the inputs; null for
/// none.</param>
/// <param name="Best">The same of the best that ever served, as <see cref="BestFile"/>; null when that is the champion, or nobody
/// served.</param>
internal sealed record ChildRequest(
    RunDefinition Run,
    string Stage,
    string? Champion,
    string? Best,
    string InputFolder,
    string OutputFolder
)
{
    public const string ChampionFile = "champion/model";

    public const string BestFile = "champion/best";

    public ChampionModel? ToChampion() =>
        ModelOf(Champion, ChampionFile) is { } champion ? champion with { Best = ModelOf(Best, BestFile) } : null;

    private ChampionModel? ModelOf(string? sha256, string file) =>
        sha256 is null ? null : new ChampionModel(sha256, () => File.ReadAllBytes(Path.Combine(InputFolder, file)));
}

/// <summary>A failure as a child tells it.</summary>
internal sealed record ChildFailure(string What, string Where, string Remedy);

/// <summary>One line of a child's standard output. Exactly one part is given; the last line says that the stage is done or
/// failed.</summary>
/// <param name="Kind">Type of the event, among those of a run's stream.</param>
internal sealed record ChildMessage(
    StageProgress? Progress = null,
    string? Kind = null,
    JsonElement? Event = null,
    ChildFailure? Failure = null,
    bool Done = false
)
{
    /// <summary>Stands before a message: libraries print to the same output, also without ending their line.</summary>
    private const char Mark = '\u001e';

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static ChildMessage Of(object happened) =>
        new(Kind: happened.GetType().Name, Event: JsonSerializer.SerializeToElement(happened, happened.GetType(), Json));

    public string ToLine() => Mark + JsonSerializer.Serialize(this, Json);

    /// <summary>The message of a line; null when it holds none.</summary>
    public static ChildMessage? Find(string line)
    {
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : JsonSerializer.Deserialize<ChildMessage>(line.AsSpan(at + 1), Json);
    }

    /// <summary>The event that was told.</summary>
    public object ToEvent()
    {
        var type =
            typeof(StageStarted).Assembly.GetType($"{typeof(StageStarted).Namespace}.{Kind}")
            ?? throw new InvalidDataException($"a child told an event of unknown kind '{Kind}'");
        return Event!.Value.Deserialize(type, Json)!;
    }

    public static string Write(ChildRequest request) => JsonSerializer.Serialize(request, Json);

    public static ChildRequest Read(string line) => JsonSerializer.Deserialize<ChildRequest>(line, Json)!;
}
