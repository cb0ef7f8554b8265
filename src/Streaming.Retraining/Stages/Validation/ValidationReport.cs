using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Contracts;
using Streaming.Quality;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>All results, for people and programs; a JSON file beside the findings.</summary>
public sealed record ValidationReport
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{ValidationStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "validation.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Tables in reading order, then deliveries and reviews.</summary>
    public required IReadOnlyList<DatasetResult> Datasets { get; init; }

    /// <summary>Deliveries that later stages work on.</summary>
    public required long AcceptedDeliveries { get; init; }

    public required long AcceptedReviews { get; init; }

    /// <summary>Left out, because the live scorer would send them to the dead letters.</summary>
    public required long RejectedDeliveries { get; init; }

    public required long RejectedReviews { get; init; }

    public void Write(string path) => OwnerOnly.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <exception cref="InvalidDataException">The file is no such report.</exception>
    public static ValidationReport Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ValidationReport>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path} holds null");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no report of a validation: {broken.Message}", broken);
        }
    }
}
