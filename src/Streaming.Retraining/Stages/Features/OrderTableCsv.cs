using System.Globalization;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Marketplace.Tables;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>
/// The rows for people and other programs: CSV with a header; missing values are empty, categories are words as <see cref="PeopleCsv"/>
/// writes
/// texts, numbers read back to the same 32 bits.
/// </summary>
public static class OrderTableCsv
{
    /// <summary>One line per order: id, delivery, whether its customer had not answered, the last label (empty without a review), then
    /// every feature.</summary>
    public static void Write(TextWriter text, OrderTable table)
    {
        using var csv = PeopleCsv.To(text);
        csv.WriteRecord(["order_id", "delivered_at", "is_open", "satisfied", .. FeatureSchema.All.Select(feature => feature.Name)]);
        foreach (var order in table.Orders)
        {
            csv.Cell(order.OrderId)
                .Cell(order.DeliveredAt.ToString())
                .Cell(order.IsOpen ? "1" : "0")
                .Cell(
                    order.Satisfied(LocalTime.MaxValue) switch
                    {
                        true => "1",
                        false => "0",
                        null => "",
                    }
                );
            for (var index = 0; index < order.Values.Length; index++)
            {
                var value = order.Values[index];
                csv.Cell(order.Categories[index] ?? (float.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture)));
            }

            csv.EndRecord();
        }
    }
}
