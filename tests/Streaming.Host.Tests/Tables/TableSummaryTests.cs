using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Host.Tables;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Tables;

/// <summary>What is said of a folder of tables, and what of it is not scored.</summary>
public sealed class TableSummaryTests : IDisposable
{
    private readonly TemporaryFolder folder = new("summary");
    private readonly string shop;

    public TableSummaryTests()
    {
        shop = folder.Below("shop");
        SyntheticMarketplace.Generate(200, 5, shop);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void a_folder_that_is_as_it_should_be_is_read_and_joined_without_a_flag()
    {
        var lines = Lines();
        Assert.StartsWith("read 200 orders, ", lines[0], StringComparison.Ordinal);
        Assert.Contains("delivered orders (0 without items, 0 without payments", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(
            lines,
            line => line.StartsWith("note:", StringComparison.Ordinal) || line.Contains("product_id", StringComparison.Ordinal)
        );
    }

    /// <summary>A table, what is done to each of its rows, the column that the flag names, and what is said.</summary>
    public static TheoryData<string, Func<string, string>, string, string> Joinless =>
        new()
        {
            { TableNames.Items, row => Cell(row, 2, id => id + " "), "product_id", "only in capitals or blanks" },
            { TableNames.Items, row => Cell(row, 2, id => id + " "), "product_id", "(100.00%)" },
            { TableNames.Items, row => Cell(row, 3, id => id.ToUpperInvariant()), "seller_id", "must be in the sellers table" },
            { TableNames.Items, row => $"{row}\n{row}", "order_item_id", "(50.00%)" },
            { TableNames.Payments, row => $"{row}\n{row}", "payment_sequential", "counts as one more payment" },
            { TableNames.Payments, row => Cell(row, 0, id => id + "x"), "order_id", "must be in the orders table" },
            { TableNames.Orders, row => Cell(row, 1, id => id + "x"), "customer_id", "must be in the customers table" },
        };

    [Theory]
    [MemberData(nameof(Joinless), DisableDiscoveryEnumeration = true)]
    public void rows_that_join_nothing_or_are_doubled_are_flagged_with_their_share(
        string table,
        Func<string, string> change,
        string column,
        string said
    )
    {
        Change(table, change);
        Assert.Contains(
            Lines(),
            line =>
                line.StartsWith($"flagged: {table}: ", StringComparison.Ordinal)
                && line.Contains($"column {column}: ", StringComparison.Ordinal)
                && line.Contains(said, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void a_line_is_a_line_whatever_an_id_holds()
    {
        Change(TableNames.Payments, row => Cell(row, 0, _ => "\"\u001b[2J\n\""));
        Assert.All(Lines(), line => Assert.DoesNotContain(line, char.IsControl));
    }

    /// <summary>An order that the stream refuses, by one of its rows.</summary>
    public static TheoryData<string, int, string, string> Refused =>
        new()
        {
            { TableNames.Items, 5, "-5", "items[0].price is -5" },
            { TableNames.Items, 5, "1e308", "items[0].price is" },
            { TableNames.Payments, 3, "-1", "payments[0].payment_installments is -1" },
            { TableNames.Orders, 6, "2218-01-01 00:00:00", "delivered_at" },
            { TableNames.Orders, 4, "1900-01-01 00:00:00", "approved_at" },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void what_the_stream_dead_letters_is_left_out_and_listed(string table, int column, string value, string said)
    {
        var before = Deliveries(EventLog.Read(shop).Events);
        var first = EventLog.Read(shop).Events.First(occurred => occurred.Delivery is not null).Delivery!.OrderId;
        Change(table, row => row.StartsWith(first, StringComparison.Ordinal) ? Cell(row, column, _ => value) : row);
        var refusals = new Refusals();
        var taken = refusals.Without(EventLog.Read(shop).Events);
        var lines = refusals.Lines("left out").ToList();
        if (lines.Count == 0)
            Assert.Fail($"{value} in {table} is accepted");
        Assert.Equal(before - 1, Deliveries(taken));
        Assert.StartsWith("refused: 1 deliveries and 0 reviews", lines[0], StringComparison.Ordinal);
        Assert.Contains(first, lines[1], StringComparison.Ordinal);
        Assert.Contains(said, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void words_that_a_model_does_not_know_are_counted_by_feature()
    {
        var known = new Features.CategoryDictionary(
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["customer_state"] = ["RJ", "SP"],
                ["seller_state"] = ["SP"],
                ["product_category_name"] = ["perfumaria"],
                ["payment_type"] = ["boleto"],
            }
        );
        var tally = new UnseenTally(known);
        var order = EventLog.Read(shop).Events.First(occurred => occurred.Delivery is not null).Delivery!;
        tally.Add(order with { CustomerState = "sp" });
        tally.Add(order with { CustomerState = "sp" });
        tally.Add(order with { CustomerState = "São Paulo" });
        tally.Add(order with { CustomerState = null });
        tally.Add(
            order with
            {
                CustomerState = "SP",
                Payments =
                [
                    new OrderPayment
                    {
                        PaymentSequential = 1,
                        PaymentType = "Credit Card",
                        PaymentInstallments = 1,
                        PaymentValue = 1,
                    },
                ],
            }
        );
        var lines = tally.Lines().ToList();
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("flagged: customer_state: the model does not know 2 of the words, 3 times in all", StringComparison.Ordinal)
                && line.EndsWith("'sp' 2, 'São Paulo' 1", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("flagged: payment_type: ", StringComparison.Ordinal)
                && line.Contains("'Credit Card' 1", StringComparison.Ordinal)
        );
    }

    private List<string> Lines()
    {
        var tables = OlistTables.Read(shop);
        return [.. TableSummary.Of(tables, EventLog.Build(tables).Summary)];
    }

    private void Change(string table, Func<string, string> row)
    {
        var lines = File.ReadAllLines(Path.Combine(shop, table));
        File.WriteAllLines(Path.Combine(shop, table), [lines[0], .. lines[1..].Select(row)]);
    }

    private static string Cell(string row, int column, Func<string, string> change)
    {
        var cells = row.Split(',');
        cells[column] = change(cells[column]);
        return string.Join(',', cells);
    }

    private static int Deliveries(IEnumerable<MarketEvent> events) => events.Count(occurred => occurred.Delivery is not null);
}
