using System.Text.Json;
using Streaming.Contracts;
using Streaming.Marketplace;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>What was read, for people and for later stages; a JSON file beside the log.</summary>
public sealed record IngestionReport
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{IngestionStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "ingestion.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary><c>tables</c> or <c>topics</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Of the raw data, 64 lower-case hexadecimal digits; the lineage of every model made from it.</summary>
    public required string DataHash { get; init; }

    public required int Deliveries { get; init; }

    public required int Reviews { get; init; }

    /// <summary>Feature vectors that the live scorer had computed.</summary>
    public required int ServedVectors { get; init; }

    /// <summary>Records of the topics that are dead letters: no events.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Stream time of the first event; null when there is none.</summary>
    public required string? Begins { get; init; }

    /// <summary>Stream time of the last event.</summary>
    public required string? Ends { get; init; }

    /// <summary>What became of the tables' rows; null for topics.</summary>
    public required IngestionSummary? Tables { get; init; }

    public static IngestionReport Of(string source, IngestedHistory history)
    {
        var deliveries = history.Events.Count(occurred => occurred.Delivery is not null);
        return new()
        {
            Source = source.Split(':')[0],
            DataHash = history.DataHash,
            Deliveries = deliveries,
            Reviews = history.Events.Count - deliveries,
            ServedVectors = history.Served.Count,
            DeadLettered = history.DeadLettered,
            Begins = history.Events.Count > 0 ? history.Events[0].RecordedAt.ToString() : null,
            Ends = history.Events.Count > 0 ? history.Events[^1].RecordedAt.ToString() : null,
            Tables = history.Tables,
        };
    }

    public void Write(string path) => OwnerOnly.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <exception cref="InvalidDataException">The file is no such report.</exception>
    public static IngestionReport Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<IngestionReport>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path} holds null");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no report of an ingestion: {broken.Message}", broken);
        }
    }
}
