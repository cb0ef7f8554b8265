using System.Globalization;
using Streaming.Contracts;
using Streaming.Features;

namespace Streaming.Trainer.Replay;

/// <summary>The rows for people and other programs: CSV with a header; missing values are empty, categories are words, numbers read back to the same 32 bits.</summary>
public static class OrderTableCsv
{
    private static readonly char[] NeedsQuotes = [',', '"', '\r', '\n'];

    /// <summary>One line per order: id, delivery, whether its customer had not answered, the last label (empty without a review), then every feature.</summary>
    public static void Write(TextWriter text, OrderTable table)
    {
        text.Write("order_id,delivered_at,is_open,satisfied");
        foreach (var feature in FeatureSchema.All) text.Write("," + feature.Name);
        text.Write('\n');
        foreach (var order in table.Orders)
        {
            text.Write(Cell(order.OrderId));
            text.Write(string.Create(CultureInfo.InvariantCulture, $",{order.DeliveredAt},{(order.IsOpen ? 1 : 0)},"));
            text.Write(order.Satisfied(LocalTime.MaxValue) switch { true => "1", false => "0", null => "" });
            for (var index = 0; index < order.Values.Length; index++)
            {
                text.Write(',');
                if (order.Categories[index] is { } category) text.Write(Cell(category));
                else if (!float.IsNaN(order.Values[index])) text.Write(order.Values[index].ToString("R", CultureInfo.InvariantCulture));
            }

            text.Write('\n');
        }
    }

    private static string Cell(string value) => value.AsSpan().IndexOfAny(NeedsQuotes) < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
