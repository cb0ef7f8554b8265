using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Training;

namespace Streaming.Retraining.Stages;

/// <summary>Every setting that a stage of a run reads. Recorded with the run, so that it is finished with the settings that it was started
/// with.</summary>
/// <param name="Plan">From <c>params.yaml</c> and the policy; the run's own seed stands.</param>
/// <param name="Schema">The text of <c>schema.yaml</c>.</param>
public sealed record RunParameters(TrainingPlan Plan, string Schema)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <exception cref="JsonException">Not what <see cref="ToJson"/> gave.</exception>
    public static RunParameters Read(string json) => JsonSerializer.Deserialize<RunParameters>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
