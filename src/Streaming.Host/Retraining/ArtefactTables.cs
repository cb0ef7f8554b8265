using System.Globalization;
using Streaming.Features;
using Streaming.Trainer.Replay;
using Streaming.Trainer.Stages;

namespace Streaming.Host.Retraining;

/// <summary>Artefacts that people want as tables.</summary>
internal static class ArtefactTables
{
    private const string FeatureTable = "rows.csv";

    /// <summary>Writes the feature rows of stage 03 as CSV beside them: a line per delivered order, empty where a value is missing, the label as it stood at the end of the data.</summary>
    /// <param name="folder">Holds the stage's artefacts.</param>
    /// <returns>The file; null when the stage leaves no rows.</returns>
    /// <exception cref="InvalidDataException">The rows are damaged.</exception>
    public static string? WriteBeside(string folder, string stage, CancellationToken cancellation)
    {
        var rows = Path.Combine(folder, StageNames.FileOf(StageNames.Rows));
        if (stage != StageNames.Features || !File.Exists(rows)) return null;
        using var file = File.OpenRead(rows);
        var table = OrderTableFile.Read(file);
        var path = Path.Combine(folder, FeatureTable);
        using var csv = new StreamWriter(path);
        csv.WriteLine(string.Join(',', (string[])["order_id", "delivered_at", "open", "satisfied", .. FeatureSchema.All.Select(feature => feature.Name)]));
        foreach (var order in table.Orders)
        {
            cancellation.ThrowIfCancellationRequested();
            csv.WriteLine(string.Join(',', Fields(order).Select(Quoted)));
        }

        return path;
    }

    private static IEnumerable<string> Fields(DeliveredOrder order)
    {
        yield return order.OrderId;
        yield return order.DeliveredAt.ToString();
        yield return order.IsOpen ? "1" : "0";
        yield return order.Labels.Count == 0 ? "" : order.Labels[^1].Satisfied ? "1" : "0";
        for (var i = 0; i < order.Values.Length; i++)
            yield return order.Categories[i] ?? (float.IsNaN(order.Values[i]) ? "" : order.Values[i].ToString("R", CultureInfo.InvariantCulture));
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
