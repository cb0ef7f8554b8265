using System.Globalization;
using System.Text;
using Streaming.Features;
using Streaming.Host.Commands;
using Streaming.Models.Policy;
using Streaming.Scorer.Batch;

namespace Streaming.Host.Scoring;

/// <summary>
/// The files of <c>score</c>: one row per scored order event, by delivery time, then order id, then place in the log. Written beside their place
/// and moved there when complete, so that nothing half-written is ever found. The same scores give the same bytes.
/// </summary>
internal static class ScoreFiles
{
    private const string ScoresHeader = "delivered_at,probability,tier,answered_before_delivery";

    /// <summary>The order of the rows.</summary>
    public static int Order(BatchScore a, BatchScore b) =>
        a.DeliveredAt.CompareTo(b.DeliveredAt) is var byTime and not 0 ? byTime
        : string.CompareOrdinal(a.OrderId, b.OrderId) is var byOrder and not 0 ? byOrder
        : a.Input.Partition.CompareTo(b.Input.Partition) is var byPartition and not 0 ? byPartition
        : a.Input.Offset.CompareTo(b.Input.Offset);

    /// <param name="scores">Read once.</param>
    /// <param name="hasVectors">Whether vectors are to be written too.</param>
    public static SortedScores InOrder(IEnumerable<BatchScore> scores, bool hasVectors = true) => new(scores, hasVectors);

    /// <summary>Probabilities in the shortest form that reads back to the same double.</summary>
    /// <param name="scores">In the order of the file.</param>
    /// <param name="path">Receives the rows.</param>
    /// <param name="coordinates">With the columns input_partition and input_offset after order_id.</param>
    public static void WriteScores(IEnumerable<BatchScore> scores, string path, bool coordinates = false) => Write(path, writer =>
    {
        writer.WriteLine(IdColumns(coordinates) + ScoresHeader);
        foreach (var score in scores)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Id(score, coordinates)},{score.DeliveredAt},{score.Probability:R},{score.Tier.Name()},{(score.AnsweredBeforeDelivery ? "true" : "false")}"));
    });

    /// <summary>Order id, then one column per feature with the float's 32 bits as eight hexadecimal digits (NaN = missing).</summary>
    /// <inheritdoc cref="WriteScores"/>
    public static void WriteVectors(IEnumerable<BatchScore> scores, string path, bool coordinates = false) => Write(path, writer =>
    {
        writer.WriteLine(IdColumns(coordinates) + string.Join(',', FeatureSchema.All.Select(feature => feature.Name)));
        var line = new StringBuilder();
        foreach (var score in scores)
        {
            line.Clear().Append(Id(score, coordinates));
            foreach (var value in score.Vector)
                line.Append(',').Append(BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteLine(line);
        }
    });

    private static string IdColumns(bool coordinates) => coordinates ? "order_id,input_partition,input_offset," : "order_id,";

    private static string Id(BatchScore score, bool coordinates) =>
        coordinates ? string.Create(CultureInfo.InvariantCulture, $"{Quoted(score.OrderId)},{score.Input.Partition},{score.Input.Offset}") : Quoted(score.OrderId);

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
