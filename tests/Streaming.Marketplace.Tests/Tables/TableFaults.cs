using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Tests.Tables;

/// <summary>What the tables may not hold: every refusal names its place.</summary>
public sealed class TableFaults : IDisposable
{
    private readonly SmallTables tables = new();

    public void Dispose() => tables.Dispose();

    [Fact]
    public void all_missing_files_are_named_at_once()
    {
        File.Delete(tables.File(TableNames.Sellers));
        File.Delete(tables.File(TableNames.Reviews));
        var fault = tables.Refused();
        Assert.Contains(TableNames.Sellers, fault.Message, StringComparison.Ordinal);
        Assert.Contains(TableNames.Reviews, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TableNames.Orders, fault.Message, StringComparison.Ordinal);
        Assert.Equal(tables.Path, fault.File);
    }

    [Fact]
    public void a_missing_folder_lacks_every_table()
    {
        var fault = Assert.Throws<TableException>(() => OlistTables.Read(tables.File("nowhere")));
        Assert.All(TableNames.Required, name => Assert.Contains(name, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void a_missing_column_is_named_with_the_columns_that_are_there()
    {
        tables.Write(TableNames.Sellers, "seller_id,zip,seller_state", "s1,1,SP");
        var fault = tables.Refused();
        Assert.Equal(tables.File(TableNames.Sellers), fault.File);
        Assert.Equal("seller_zip_code_prefix", fault.Column);
        Assert.Equal(1, fault.Line);
        Assert.Contains("seller_id, zip, seller_state", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TableNames.Items, "58.90", "58,90x", "fields")]
    [InlineData(TableNames.Items, "58.90", "cheap", "price")]
    [InlineData(TableNames.Items, "58.90", "NaN", "price")]
    [InlineData(TableNames.Items, "58.90", "", "price")]
    [InlineData(TableNames.Items, "o1,1,", "o1,one,", "order_item_id")]
    [InlineData(TableNames.Items, "p1,s1", ",s1", "product_id")]
    [InlineData(TableNames.Items, "2018-01-05 10:05:00", "05/01/2018", "shipping_limit_date")]
    [InlineData(TableNames.Payments, "72.19", "1e999", "payment_value")]
    [InlineData(TableNames.Payments, "credit_card,2", "credit_card,2.5", "payment_installments")]
    [InlineData(TableNames.Products, "225", "heavy", "product_weight_g")]
    [InlineData(TableNames.Reviews, "r1,o1,5", "r1,o1,6", "review_score")]
    [InlineData(TableNames.Reviews, "r1,o1,5", "r1,o1,good", "review_score")]
    [InlineData(TableNames.Orders, "2018-01-01 10:00:00", "2018-02-30 10:00:00", "order_purchase_timestamp")]
    [InlineData(TableNames.Orders, "2018-01-01 10:00:00", "", "order_purchase_timestamp")]
    [InlineData(TableNames.Orders, "2018-01-09 18:00:00", "2018-01-09 24:00:00", "order_delivered_customer_date")]
    public void a_broken_value_is_refused_with_file_line_column_and_value(string table, string old, string broken, string columnOrRule)
    {
        tables.WriteText(table, tables.Text(table).Replace(old, broken, StringComparison.Ordinal));
        var fault = tables.Refused();
        Assert.Equal(tables.File(table), fault.File);
        Assert.Equal(2, fault.Line);
        Assert.Contains(columnOrRule, fault.Column ?? fault.Rule, StringComparison.Ordinal);
        Assert.Contains(fault.Value!, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Rule);
    }

    [Fact]
    public void lines_are_counted_through_quoted_line_breaks()
    {
        tables.Reviews(
            "r1,o1,5,,\"um\ndois\n\ntres\",2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r2,o2,4,,\"quatro\ncinco\",2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r3,o2,9,,,2018-01-10 00:00:00,2018-01-11 12:00:00"
        );
        Assert.Equal(8, tables.Refused().Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seller_id,seller_zip_code_prefix,seller_city,seller_state\n")]
    public void an_empty_table_is_refused(string text)
    {
        tables.WriteText(TableNames.Sellers, text);
        var fault = tables.Refused();
        Assert.Equal(tables.File(TableNames.Sellers), fault.File);
        Assert.Contains("empty", fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void a_table_cut_anywhere_is_refused()
    {
        var whole = tables.Text(TableNames.Payments);
        var header = whole.IndexOf('\n', StringComparison.Ordinal) + 1;
        var firstRow = whole.IndexOf('\n', header) + 1;
        for (var length = header + 1; length < whole.Length; length++)
        {
            if (length == firstRow)
                continue; // a cut between two rows leaves a whole table
            tables.WriteText(TableNames.Payments, whole[..length]);
            if (length == firstRow - 1 || length == whole.Length - 1)
                // nothing but the line break is gone
                Assert.Contains(tables.Read().Notes, note => note.Rule.Contains("without a line break", StringComparison.Ordinal));
            else if (length > firstRow || whole[length - 1] == ',' || whole[header..length].Count(letter => letter == ',') < 4)
                Assert.Equal(tables.File(TableNames.Payments), tables.Refused().File);
        }
    }

    [Fact]
    public void a_quote_that_never_ends_is_refused()
    {
        tables.Reviews("r1,o1,5,,\"Muito bom,2018-01-10 00:00:00,2018-01-11 12:00:00", "r2,o2,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00");
        var fault = tables.Refused();
        Assert.Equal(2, fault.Line);
        Assert.Contains("cut", fault.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s1,13023,campinas")]
    [InlineData("s1,13023,campinas,SP,more")]
    public void a_row_of_another_width_is_refused(string row)
    {
        tables.Append(TableNames.Sellers, row + "\n");
        var fault = tables.Refused();
        Assert.Equal(4, fault.Line);
        Assert.Contains("4 fields", fault.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TableNames.Orders, "order_id")]
    [InlineData(TableNames.Customers, "customer_id")]
    [InlineData(TableNames.Products, "product_id")]
    [InlineData(TableNames.Sellers, "seller_id")]
    public void a_second_row_with_one_id_is_refused(string table, string column)
    {
        var row = tables.Text(table).Split('\n')[1];
        tables.Append(table, row + "\n");
        var fault = tables.Refused();
        Assert.Equal((column, 4), (fault.Column, fault.Line));
        Assert.Contains("unique", fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void reading_stops_when_asked()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => OlistTables.Read(tables.Path, null, stop.Token));
    }
}
