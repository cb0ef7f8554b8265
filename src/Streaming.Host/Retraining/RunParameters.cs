using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Host.Configuration;
using Streaming.Trainer;

namespace Streaming.Host.Retraining;

/// <summary>Every setting that a stage of a run reads. Recorded with the run, so that it is finished with the settings that it was started with.</summary>
internal sealed record RunParameters
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    public required TrainingParameters Training { get; init; }

    public required PolicyOptions Policy { get; init; }

    /// <summary>The text of <c>schema.yaml</c>.</summary>
    public required string Schema { get; init; }

    public static RunParameters Of(Settings settings, string configFolder) => new()
    {
        Training = settings.Training,
        Policy = settings.Policy,
        Schema = File.ReadAllText(Path.Combine(configFolder, "schema.yaml")),
    };

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> gave.</exception>
    public static RunParameters Read(string json) => JsonSerializer.Deserialize<RunParameters>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
