using Streaming.Contracts;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Features;
using Streaming.Training.Replay;

namespace Streaming.Host.Retraining;

/// <summary>Artifacts that people want as tables.</summary>
internal static class ArtifactTables
{
    private const string FeatureTable = "rows.csv";

    /// <summary>Writes the feature rows of stage 03 as CSV beside them: a line per delivered order, empty where a value is missing, the
    /// label as it stood at the end of the data.</summary>
    /// <param name="folder">Holds the stage's artifacts.</param>
    /// <returns>The file; null when the stage leaves no rows.</returns>
    /// <exception cref="InvalidDataException">The rows are damaged.</exception>
    public static string? WriteBeside(string folder, string stage, CancellationToken cancellation)
    {
        var rows = Path.Combine(folder, StageNames.FileOf(StageNames.Rows));
        if (stage != StageNames.Features || !File.Exists(rows))
            return null;
        using var file = File.OpenRead(rows);
        var table = OrderTableFile.Read(file);
        var path = ArtifactPlace.Of(folder, FeatureTable);
        using var text = new StreamWriter(OwnerOnly.Create(path));
        cancellation.ThrowIfCancellationRequested();
        OrderTableCsv.Write(text, table);
        return path;
    }
}
