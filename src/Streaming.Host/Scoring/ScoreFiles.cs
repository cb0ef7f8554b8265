using System.Globalization;
using System.Text;
using Streaming.Features;
using Streaming.Host.Commands;
using Streaming.Models.Policy;
using Streaming.Scorer.Batch;

namespace Streaming.Host.Scoring;

/// <summary>
/// The files of <c>score</c>: one row per delivered order, by delivery time, then order id. Written beside their place and moved there
/// when complete, so that nothing half-written is ever found. The same scores give the same bytes.
/// </summary>
internal static class ScoreFiles
{
    private const string ScoresHeader = "order_id,delivered_at,probability,tier,answered_before_delivery";

    public static List<BatchScore> InOrder(IEnumerable<BatchScore> scores)
    {
        var ordered = scores.ToList();
        ordered.Sort(static (a, b) => a.DeliveredAt.CompareTo(b.DeliveredAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(a.OrderId, b.OrderId));
        return ordered;
    }

    /// <summary>Probabilities in the shortest form that reads back to the same double.</summary>
    public static void WriteScores(IReadOnlyList<BatchScore> scores, string path) => Write(path, writer =>
    {
        writer.WriteLine(ScoresHeader);
        foreach (var score in scores)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Quoted(score.OrderId)},{score.DeliveredAt},{score.Probability:R},{score.Tier.Name()},{(score.AnsweredBeforeDelivery ? "true" : "false")}"));
    });

    /// <summary>Order id, then one column per feature with the float's 32 bits as eight hexadecimal digits (NaN = missing).</summary>
    public static void WriteVectors(IReadOnlyList<BatchScore> scores, string path) => Write(path, writer =>
    {
        writer.WriteLine("order_id," + string.Join(',', FeatureSchema.All.Select(feature => feature.Name)));
        var line = new StringBuilder();
        foreach (var score in scores)
        {
            line.Clear().Append(Quoted(score.OrderId));
            foreach (var value in score.Vector)
                line.Append(',').Append(BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteLine(line);
        }
    });

    private static string Quoted(string id) =>
        id.AsSpan().IndexOfAny(",\"\r\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Write(string path, Action<StreamWriter> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        WholeFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
            content(writer);
        });
    }
}
