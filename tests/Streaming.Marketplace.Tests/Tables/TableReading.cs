using System.Text;
using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Tests.Tables;

public sealed class TableReading : IDisposable
{
    private readonly SmallTables tables = new();

    public void Dispose() => tables.Dispose();

    [Fact]
    public void a_byte_order_mark_and_crlf_change_nothing()
    {
        foreach (var table in TableNames.Required)
            File.WriteAllText(
                tables.File(table),
                tables.Text(table).Replace("\n", "\r\n", StringComparison.Ordinal),
                new UTF8Encoding(true)
            );
        var read = tables.Read();
        Assert.Equal("o1", read.Orders[0].OrderId);
        Assert.Equal("RJ", read.Customers["c2"].State);
        Assert.Equal(13.29, read.Items[0].FreightValue);
        Assert.Equal(LocalTime.Parse("2018-01-11 12:00:00"), read.Reviews[0].AnsweredAt);
    }

    [Fact]
    public void quoted_commas_quotes_and_line_breaks_belong_to_the_text()
    {
        tables.Reviews("\"r1\",o1,5,\"Bom, sim\",\"linha 1\n\n\"\"linha\"\" 2, fim\",2018-01-10 00:00:00,2018-01-11 12:00:00");
        var review = Assert.Single(tables.Read().Reviews);
        Assert.Equal("Bom, sim", review.Title);
        Assert.Equal("linha 1\n\n\"linha\" 2, fim", review.Message);
    }

    [Fact]
    public void missing_stamps_and_facts_are_null_and_zero_grams_stay()
    {
        var read = tables.Read();
        Assert.Null(read.Orders[1].DeliveredAt);
        var product = read.Products["p2"];
        Assert.Equal((null, null, null, null), (product.CategoryName, product.NameLength, product.DescriptionLength, product.PhotosQty));
        Assert.Equal(0, product.WeightG);
    }

    [Fact]
    public void zip_code_prefixes_keep_their_zeros() => Assert.Equal("01003", tables.Read().Customers["c1"].ZipCodePrefix);

    [Fact]
    public void columns_are_found_by_name_and_others_ignored()
    {
        tables.Write(TableNames.Sellers, "extra,seller_state,seller_zip_code_prefix,seller_id", "x,SP,13023,s1", "y,PR,80010,s2");
        Assert.Equal(new SellerRow(2, "s1", "13023", "SP"), tables.Read().Sellers["s1"]);
    }

    [Fact]
    public void whole_numbers_may_have_a_zero_fraction()
    {
        tables.WriteText(
            TableNames.Products,
            tables.Text(TableNames.Products).Replace(",40,287,1,", ",40.0,287.0,1.0,", StringComparison.Ordinal)
        );
        Assert.Equal(
            (40, 287, 1),
            (
                tables.Read().Products["p1"].NameLength!.Value,
                tables.Read().Products["p1"].DescriptionLength!.Value,
                tables.Read().Products["p1"].PhotosQty!.Value
            )
        );
    }

    [Fact]
    public void the_hash_changes_with_any_table()
    {
        var before = tables.Read().Sha256;
        Assert.Equal(before, tables.Read().Sha256);
        Assert.Matches("^[0-9a-f]{64}$", before);
        tables.WriteText(TableNames.Reviews, tables.Text(TableNames.Reviews).Replace("Muito", "muito", StringComparison.Ordinal));
        Assert.NotEqual(before, tables.Read().Sha256);
    }

    [Fact]
    public void every_table_is_reported_when_done()
    {
        var done = new List<TableProgress>();
        OlistTables.Read(tables.Path, new Immediately<TableProgress>(done.Add));
        Assert.Equal(TableNames.Required.Order(), done.Where(report => report.Done).Select(report => report.Table).Order());
    }
}
