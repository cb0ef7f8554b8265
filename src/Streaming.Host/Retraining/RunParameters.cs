using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Host.Configuration;
using Streaming.Quality.Tables;
using Streaming.Training;

namespace Streaming.Host.Retraining;

/// <summary>Every setting that a stage of a run reads. Recorded with the run, so that it is finished with the settings that it was started
/// with.</summary>
/// <param name="Plan">From <c>params.yaml</c> and the policy; the run's own seed stands.</param>
/// <param name="Schema">The text of <c>schema.yaml</c>.</param>
internal sealed record RunParameters(TrainingPlan Plan, string Schema)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static RunParameters Of(Settings settings, string configFolder, long seed) =>
        new(settings.ToTrainingPlan(seed), File.ReadAllText(Path.Combine(configFolder, MarketSchema.FileName)));

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> gave.</exception>
    public static RunParameters Read(string json) => JsonSerializer.Deserialize<RunParameters>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
