using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Contracts;
using Streaming.Quality.Tables;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>What reading the tables has found, row by row, for validation to judge; an empty list where the source has no tables.</summary>
public static class TableReports
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{IngestionStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "tables.json";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public static void Write(string path, IReadOnlyList<TableReport> reports)
    {
        using var file = OwnerOnly.Create(path);
        JsonSerializer.Serialize(file, reports, Json);
    }

    /// <exception cref="InvalidDataException">The file is no such list.</exception>
    public static IReadOnlyList<TableReport> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<List<TableReport>>(file, Json) ?? throw new InvalidDataException($"{path} holds null");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no list of table reports: {broken.Message}", broken);
        }
    }
}
