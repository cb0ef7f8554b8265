using System.Text.Json;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models.Policy;
using Streaming.Training.Evaluation;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages;

/// <summary>Reads and writes the artifacts that several stages share.</summary>
internal static class StageFiles
{
    private const int Buffer = 1 << 20;

    public static OrderTable Table(StageContext context) =>
        StageArtifacts.Read(context.Input(StageNames.Rows), path => Open(path, OrderTableFile.Read));

    public static TimeSplit Split(StageContext context) =>
        StageArtifacts.Read(context.Input(StageNames.Indices), path => Open(path, TimeSplitFile.Read));

    public static CategoryDictionary Categories(StageContext context) =>
        new(Json<IReadOnlyDictionary<string, IReadOnlyList<string>>>(context, StageNames.Categories));

    public static T Json<T>(StageContext context, string artifact) =>
        StageArtifacts.Read(
            context.Input(artifact),
            path =>
            {
                try
                {
                    return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), EvaluationReport.JsonOptions)
                        ?? throw new InvalidDataException($"{path} is empty");
                }
                catch (JsonException broken)
                {
                    throw new InvalidDataException($"{path} cannot be read: {broken.Message}", broken);
                }
            }
        );

    public static void Write(StageContext context, string artifact, Action<Stream> write) =>
        StageArtifacts.Written(
            context.OutputFolder,
            () =>
            {
                using var file = OwnerOnly.Create(context.Output(StageNames.FileOf(artifact)), Buffer);
                write(file);
            }
        );

    public static void WriteJson<T>(StageContext context, string artifact, T value) =>
        Write(context, artifact, file => JsonSerializer.Serialize(file, value, EvaluationReport.JsonOptions));

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, FileOptions.SequentialScan);
        return read(file);
    }
}
