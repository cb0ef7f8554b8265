using System.Globalization;
using Streaming.Marketplace;
using Streaming.Marketplace.Tables;

namespace Streaming.Host.Tables;

/// <summary>What was read of a folder of tables, what of it found its other half, and what was left out, in lines for people.</summary>
internal static class TableSummary
{
    public static IEnumerable<string> Of(OlistTables tables, IngestionSummary summary)
    {
        foreach (var note in tables.Notes)
            yield return $"note: {note}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"read {tables.Orders.Count:N0} orders, {tables.Items.Count:N0} items, {tables.Payments.Count:N0} payments, "
                + $"{tables.Reviews.Count:N0} reviews, {tables.Customers.Count:N0} customers, {tables.Products.Count:N0} products, "
                + $"{tables.Sellers.Count:N0} sellers"
        );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"joined {summary.Delivered:N0} delivered orders ({Counted(summary.DeliveredWithoutItems, "without items")}, "
                + $"{Counted(summary.DeliveredWithoutPayments, "without payments")}, "
                + $"{Counted(summary.DeliveredWithoutReview, "without a review")}) and {summary.Reviews:N0} reviews"
        );
        var undelivered = summary.Orders - summary.Delivered - summary.DeliveredWithoutTime;
        if (undelivered > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"left out {undelivered:N0} orders that are not delivered");
        foreach (var total in summary.Totals)
        {
            var rows = RowsOf(tables, total.File);
            var share = rows == 0 ? 0 : (double)total.Rows / rows;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"flagged: {total.File}: {total.Rows:N0} of {rows:N0} rows ({share:0.00%}), first {Place(total.First)}"
            );
        }
    }

    private static string Place(RowFault first) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"line {first.Line}, column {first.Column}: {(first.Value.Length > 0 ? $"found '{Shown(first)}'; " : "")}{first.Rule}"
        );

    private static string Shown(RowFault first) => string.Concat(first.Value.Select(letter => char.IsControl(letter) ? '·' : letter));

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}");

    private static int RowsOf(OlistTables tables, string file) =>
        file switch
        {
            TableNames.Orders => tables.Orders.Count,
            TableNames.Items => tables.Items.Count,
            TableNames.Payments => tables.Payments.Count,
            TableNames.Reviews => tables.Reviews.Count,
            TableNames.Customers => tables.Customers.Count,
            TableNames.Products => tables.Products.Count,
            _ => tables.Sellers.Count,
        };
}
