using System.Globalization;
using CsvHelper;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Host.Commands;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;

namespace Streaming.Host.Scoring;

/// <summary>
/// The files of <c>score</c>: one row per scored order event, by delivery time, then order id, then place in the log. Written beside their
/// place
/// and moved there when complete, so that nothing half-written is ever found. The same scores give the same bytes.
/// </summary>
internal static class ScoreFiles
{
    private static readonly string[] ScoreColumns = ["delivered_at", "probability", "tier", "answered_before_delivery"];

    /// <summary>The order of the rows.</summary>
    public static int Order(OfflineScore a, OfflineScore b) =>
        a.DeliveredAt.CompareTo(b.DeliveredAt) is var byTime and not 0 ? byTime
        : string.CompareOrdinal(a.OrderId, b.OrderId) is var byOrder and not 0 ? byOrder
        : a.Input.Partition.CompareTo(b.Input.Partition) is var byPartition and not 0 ? byPartition
        : a.Input.Offset.CompareTo(b.Input.Offset);

    /// <param name="scores">Read once.</param>
    /// <param name="hasVectors">Whether vectors are to be written too.</param>
    public static SortedScores InOrder(IEnumerable<OfflineScore> scores, bool hasVectors = true) => new(scores, hasVectors);

    /// <summary>
    /// Probabilities in the shortest form that reads back to the same double. Ids as <see cref="PeopleCsv"/> writes texts.
    /// </summary>
    /// <param name="scores">In the order of the file.</param>
    /// <param name="path">Receives the rows.</param>
    /// <param name="coordinates">With the columns input_partition and input_offset after order_id.</param>
    public static void WriteScores(IEnumerable<OfflineScore> scores, string path, bool coordinates = false) =>
        Write(
            path,
            csv =>
            {
                csv.WriteRecord([.. IdColumns(coordinates), .. ScoreColumns]);
                foreach (var score in scores)
                {
                    WriteId(csv, score, coordinates);
                    csv.Cell(score.DeliveredAt.ToString())
                        .Cell(score.Probability.ToString("R", CultureInfo.InvariantCulture))
                        .Cell(score.Tier.Name())
                        .WriteField(score.AnsweredBeforeDelivery);
                    csv.EndRecord();
                }
            }
        );

    /// <summary>Order id, then one column per feature with the float's 32 bits as eight hexadecimal digits (NaN = missing).</summary>
    /// <inheritdoc cref="WriteScores"/>
    public static void WriteVectors(IEnumerable<OfflineScore> scores, string path, bool coordinates = false) =>
        Write(
            path,
            csv =>
            {
                csv.WriteRecord([.. IdColumns(coordinates), .. FeatureSchema.All.Select(feature => feature.Name)]);
                foreach (var score in scores)
                {
                    WriteId(csv, score, coordinates);
                    foreach (var value in score.Vector)
                        csv.WriteField(BitConverter.SingleToUInt32Bits(value), "x8");
                    csv.EndRecord();
                }
            }
        );

    private static string[] IdColumns(bool coordinates) => coordinates ? ["order_id", "input_partition", "input_offset"] : ["order_id"];

    private static void WriteId(CsvWriter csv, OfflineScore score, bool coordinates)
    {
        csv.Cell(score.OrderId);
        if (!coordinates)
            return;
        csv.WriteField(score.Input.Partition);
        csv.WriteField(score.Input.Offset);
    }

    private static void Write(string path, Action<CsvWriter> content)
    {
        OwnerOnly.Folder(OutputFiles.FolderOf(path));
        WholeFile.Write(
            path,
            stream =>
            {
                using var csv = PeopleCsv.To(stream);
                content(csv);
            }
        );
    }
}
