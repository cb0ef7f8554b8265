using System.Text;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Synthetic;

public sealed class GeneratedTables(GeneratedFolder generated) : IClassFixture<GeneratedFolder>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void the_tables_hold_the_rows_that_were_announced()
    {
        var tables = generated.Tables;
        Assert.Equal(
            generated.Rows,
            new(
                tables.Orders.Count,
                tables.Items.Count,
                tables.Payments.Count,
                tables.Reviews.Count,
                tables.Products.Count,
                tables.Sellers.Count
            )
        );
        Assert.Equal(20_000, tables.Orders.Count);
    }

    [Fact]
    public void every_reference_finds_its_row()
    {
        var summary = EventLog.Build(generated.Tables).Summary;
        Assert.Equal(0, summary.ItemsOfUnknownOrders + summary.ItemsOfUnknownProducts + summary.ItemsOfUnknownSellers);
        Assert.Equal(
            0,
            summary.PaymentsOfUnknownOrders + summary.OrdersOfUnknownCustomers + summary.ReviewsOfUnknownOrders + summary.RepeatedReviews
        );
    }

    [Fact]
    public void stamps_of_delivered_orders_follow_each_other()
    {
        Assert.All(
            generated.Tables.Orders.Where(order => order.Status == "delivered" && order.DeliveredAt is not null),
            order =>
            {
                Assert.True(order.ApprovedAt is null || order.ApprovedAt > order.PurchasedAt);
                Assert.True(order.ApprovedAt is null || order.HandedToCarrierAt is null || order.HandedToCarrierAt > order.ApprovedAt);
                Assert.True(order.HandedToCarrierAt is null || order.DeliveredAt > order.HandedToCarrierAt);
            }
        );
    }

    [Fact]
    public void payments_sum_to_items_and_freight_for_orders_that_kept_their_items()
    {
        var paid = generated
            .Tables.Payments.GroupBy(payment => payment.OrderId)
            .ToDictionary(order => order.Key, order => order.Sum(payment => payment.Value));
        var owed = generated
            .Tables.Items.GroupBy(item => item.OrderId)
            .ToDictionary(order => order.Key, order => order.Sum(item => item.Price + item.FreightValue));
        Assert.All(owed, order => Assert.Equal(order.Value, paid[order.Key], 2));
    }

    [Fact]
    public void comments_hold_quotes_commas_and_line_breaks_that_survive_reading()
    {
        var messages = generated.Tables.Reviews.Where(review => review.Message is not null).Select(review => review.Message!).ToArray();
        Assert.Contains(messages, message => message.Contains("\"parecido\", diferente", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains(".\n", StringComparison.Ordinal));
    }

    [Fact]
    public void the_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Generate(300, 5, "a");
        Generate(300, 5, "b");
        Generate(300, 6, "c");
        foreach (var table in TableNames.Required)
        {
            Assert.Equal(File.ReadAllBytes(folder.Below("a", table)), File.ReadAllBytes(folder.Below("b", table)));
            Assert.NotEqual(File.ReadAllBytes(folder.Below("a", table)), File.ReadAllBytes(folder.Below("c", table)));
        }
    }

    [Fact]
    public void the_bytes_of_a_seed_never_change()
    {
        Generate(200, 42, "a");
        Assert.Equal("b4344cdb341ba30f77296049b4e085fc410385679e0fb7ea4d45bcb983468183", OlistTables.Read(folder.Below("a")).Sha256);
    }

    [Fact]
    public void headers_quotes_marks_and_line_breaks_are_those_of_the_published_tables()
    {
        Generate(50, 1, "a");
        Assert.StartsWith(
            "\"product_id\",\"product_category_name\",\"product_name_lenght\",\"product_description_lenght\",",
            Text(TableNames.Products),
            StringComparison.Ordinal
        );
        Assert.StartsWith("\"seller_id\",\"seller_zip_code_prefix\",", Text(TableNames.Sellers), StringComparison.Ordinal);
        Assert.StartsWith("order_id,customer_id,order_status,", Text(TableNames.Orders), StringComparison.Ordinal);
        Assert.StartsWith(
            "\uFEFFproduct_category_name,product_category_name_english\r\n",
            Text(TableNames.Translation),
            StringComparison.Ordinal
        );
        Assert.All(TableNames.Required, table => Assert.DoesNotContain("\r", Text(table), StringComparison.Ordinal));

        string Text(string table) => Encoding.UTF8.GetString(File.ReadAllBytes(folder.Below("a", table)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    public void even_a_few_orders_can_be_read(int orders)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Generate(orders, seed, "a");
            Assert.Equal(orders, File.ReadLines(folder.Below("a", TableNames.Orders)).Count() - 1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(SyntheticMarketplace.MostOrders + 1)]
    public void an_impossible_number_of_orders_is_refused(int orders)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(orders), () => Generate(orders, 1, "a"));
        Assert.False(Directory.Exists(folder.Below("a")));
    }

    private void Generate(int orders, long seed, string name) => SyntheticMarketplace.Generate(orders, seed, folder.Below(name));
}
