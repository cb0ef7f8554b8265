using System.Text;
using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;
using Streaming.Quality.Tests.Tables;

namespace Streaming.Marketplace.Tests.Tables;

/// <summary>
/// Tables as spreadsheets, data frames and scripts save them: what can mean one thing only is understood and said; the rest is
/// refused with its place and a remedy.
/// </summary>
public sealed class TableForms : IDisposable
{
    private readonly SmallTables tables = new();

    public void Dispose() => tables.Dispose();

    [Fact]
    public void tables_as_they_should_be_are_read_without_a_word() => Assert.Empty(tables.Read().Notes);

    [Theory]
    [InlineData("01003", "01003", false)]
    [InlineData("1003", "01003", true)]
    [InlineData("1003.0", "01003", true)]
    [InlineData("01003-000", "01003", true)]
    [InlineData("01.003-000", "01003", true)]
    [InlineData("01003000", "01003", true)]
    [InlineData(" 01003", "01003", true)]
    [InlineData("103", "103", true)]
    [InlineData("unknown", "unknown", true)]
    public void a_postal_code_that_lost_its_zero_is_the_same_area(string written, string read, bool isSaid)
    {
        Replace(TableNames.Customers, "01003", written);
        var found = tables.Read();
        Assert.Equal(read, found.Customers["c1"].ZipCodePrefix);
        Assert.Equal(isSaid, found.Notes.Any(note => note.Column == "customer_zip_code_prefix" && note.Value.Length == 0));
    }

    [Theory]
    [InlineData("1003")]
    [InlineData("1003.0")]
    [InlineData("01003-000")]
    public void the_scan_of_a_training_reads_postal_codes_alike(string written)
    {
        Replace(TableNames.Customers, "01003", written);
        var scan = new TableScan(ShippedSchema.Load());
        Assert.Equal("01003", OlistTables.Read(tables.Path, scan).Customers["c1"].ZipCodePrefix);
        Assert.DoesNotContain(
            scan.Reports.Single(report => report.Table == TableNames.Customers).Faults,
            fault => fault.Column == "customer_zip_code_prefix"
        );
    }

    [Theory]
    [InlineData("2018-01-09", "2018-01-09 00:00:00")]
    [InlineData("2018-01-09 18:00", "2018-01-09 18:00:00")]
    [InlineData("2018-01-09T18:00", "2018-01-09 18:00:00")]
    [InlineData("2018-01-09 18:00:00.000000", "2018-01-09 18:00:00")]
    [InlineData("2018-01-09 18:00:00.5", "2018-01-09 18:00:00.500")]
    [InlineData("2018-01-09 18:00:00.123456789", "2018-01-09 18:00:00.123")]
    [InlineData("2018-01-09T18:00:00Z", "2018-01-09 18:00:00")]
    [InlineData("2018-01-09T18:00:00.000Z", "2018-01-09 18:00:00")]
    [InlineData("2018-01-09T18:00Z", "2018-01-09 18:00:00")]
    public void a_time_that_can_mean_one_thing_only_is_understood_and_said(string written, string time)
    {
        Replace(TableNames.Orders, "2018-01-09 18:00:00", written);
        var found = tables.Read();
        Assert.Equal(LocalTime.Parse(time), found.Orders[0].DeliveredAt);
        Assert.Equal(
            (1, 2, written),
            found
                .Notes.Where(note => note.Column == "order_delivered_customer_date")
                .Select(note => (note.Rows, note.Line, note.Value))
                .Single()
        );
    }

    [Theory]
    [InlineData("10/4/2016 21:15")]
    [InlineData("02-10-2017 11:07")]
    [InlineData("2018-01-09T18:00:00-03:00")]
    [InlineData("2018-01-09 18")]
    [InlineData("2018-1-9")]
    [InlineData("2018-02-30")]
    [InlineData("2018-01-09Z")]
    [InlineData("2018-01-09 18:00:00.")]
    [InlineData("2018-01-09 18:00:00.12345678901")]
    [InlineData("2018-01-09 24:00")]
    [InlineData("43109.75")]
    [InlineData("1515520800")]
    public void a_time_that_could_mean_another_is_refused(string written)
    {
        Replace(TableNames.Orders, "2018-01-09 18:00:00", written);
        var fault = tables.Refused();
        Assert.Equal(("order_delivered_customer_date", 2, written), (fault.Column, fault.Line, fault.Value));
        Assert.Equal("must be a time like 2018-05-31 23:59:59", fault.Rule);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("\\N")]
    public void a_word_for_nothing_in_a_column_of_texts_is_nothing_and_counts_as_such(string word)
    {
        Replace(TableNames.Products, "p2,,", $"p2,{word},");
        var scan = new TableScan(ShippedSchema.Load());
        var found = OlistTables.Read(tables.Path, scan);
        Assert.Null(found.Products["p2"].CategoryName);
        Assert.Null(tables.Read().Products["p2"].CategoryName);
        Assert.Equal(
            (1, 3, word),
            found.Notes.Where(note => note.Column == "product_category_name").Select(note => (note.Rows, note.Line, note.Value)).Single()
        );
        Assert.Equal(
            1,
            scan.Reports.Single(report => report.Table == TableNames.Products)
                .Faults.Single(fault => fault is { Column: "product_category_name", Code: "null" })
                .Count
        );
    }

    [Fact]
    public void a_word_for_nothing_as_a_key_is_refused_as_it_stands()
    {
        Replace(TableNames.Items, "o1,1,p1", "NaN,1,p1");
        var fault = tables.Refused();
        Assert.Equal(("order_id", "NaN"), (fault.Column, fault.Value));
    }

    [Theory]
    [InlineData("Delivered", "delivered")]
    [InlineData(" delivered ", "delivered")]
    [InlineData("returned", "returned")]
    [InlineData("entregue", "entregue")]
    public void one_odd_status_is_said_and_stops_nobody(string written, string read)
    {
        Replace(TableNames.Orders, "c2,shipped", $"c2,{written}");
        var found = tables.Read();
        Assert.Equal(["delivered", read], found.Orders.Select(order => order.Status));
        Assert.Equal(
            (1, 3, written),
            found.Notes.Where(note => note.Column == "order_status").Select(note => (note.Rows, note.Line, note.Value)).Single()
        );
        Assert.Single(EventLog.Build(found).Events, occurred => occurred.Delivery is not null);
    }

    public static TheoryData<string, Encoding> Unicode =>
        new()
        {
            { "utf-16, marked", new UnicodeEncoding(bigEndian: false, byteOrderMark: true) },
            { "utf-16, big end first, marked", new UnicodeEncoding(bigEndian: true, byteOrderMark: true) },
            { "utf-16, not marked", new UnicodeEncoding(bigEndian: false, byteOrderMark: false) },
            { "utf-16, big end first, not marked", new UnicodeEncoding(bigEndian: true, byteOrderMark: false) },
            { "utf-8, marked", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true) },
        };

    [Theory]
    [MemberData(nameof(Unicode), DisableDiscoveryEnumeration = true)]
    public void unicode_is_read_in_whatever_form(string form, Encoding encoding)
    {
        Replace(TableNames.Reviews, "Muito bom", "não recebi 😀");
        var plain = tables.Read();
        File.WriteAllText(tables.File(TableNames.Reviews), tables.Text(TableNames.Reviews), encoding);
        var read = tables.Read();
        Assert.Equal(plain.Reviews, read.Reviews);
        Assert.True(read.Notes.Count == 0, form);
    }

    [Theory]
    [InlineData("não recebi")]
    [InlineData("é")]
    [InlineData("\"ó, sim\"")]
    public void a_table_that_is_not_utf8_is_refused_with_the_cell(string comment)
    {
        var text = tables.Text(TableNames.Reviews) + $"r2,o2,4,,{comment},2018-01-10 00:00:00,2018-01-11 12:00:00\n";
        File.WriteAllText(tables.File(TableNames.Reviews), text, Encoding.Latin1);
        var fault = tables.Refused();
        Assert.Equal(
            (tables.File(TableNames.Reviews), 3, "review_comment_message", comment.Trim('"')),
            (fault.File, fault.Line, fault.Column, fault.Value)
        );
        Assert.Contains("not UTF-8", fault.Rule, StringComparison.Ordinal);
        Assert.Contains("iconv", fault.Rule, StringComparison.Ordinal);
        Assert.Throws<TableException>(() => OlistTables.Read(tables.Path, new TableScan(ShippedSchema.Load())));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(65_538)]
    [InlineData(65_539)]
    [InlineData(131_072)]
    public void letters_across_the_blocks_of_reading_are_whole(int before)
    {
        var head = $"{tables.Text(TableNames.Reviews)}r2,o2,4,,";
        var comment = new string('a', before - Encoding.UTF8.GetByteCount(head) - 2) + "😀ã€";
        File.WriteAllText(tables.File(TableNames.Reviews), $"{head}{comment},2018-01-10 00:00:00,2018-01-11 12:00:00\n");
        Assert.Equal(comment, tables.Read().Reviews[1].Message);
    }

    public static TheoryData<byte[], string> NoTables =>
        new()
        {
            { [0x1F, 0x8B, 8, 0, 0, 0], "gunzip" },
            { "PK\u0003\u0004 and more"u8.ToArray(), "zip archive or a spreadsheet" },
            { "PAR1 and more"u8.ToArray(), "Parquet" },
            { "<!DOCTYPE html><html>"u8.ToArray(), "web page" },
            { "\uFEFF <html>"u8.ToArray(), "web page" },
            { "{\"orders\": []}"u8.ToArray(), "JSON" },
            { [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0], "7F454C46" },
            { [0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0], "UTF-32" },
        };

    [Theory]
    [MemberData(nameof(NoTables), DisableDiscoveryEnumeration = true)]
    public void a_file_that_is_no_table_is_told_what_it_is_without_its_bytes(byte[] bytes, string what)
    {
        File.WriteAllBytes(tables.File(TableNames.Products), bytes);
        var fault = tables.Refused();
        Assert.Equal(tables.File(TableNames.Products), fault.File);
        Assert.Contains(what, fault.Rule, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Theory]
    [InlineData("seller_zip_code_prefix\u001b[2J", "\\x1b[2J")]
    public void control_characters_of_a_file_never_reach_a_terminal(string heading, string shown)
    {
        tables.WriteText(TableNames.Sellers, $"seller_id,\"{heading}\",seller_state\ns1,1,SP\n");
        var fault = tables.Refused();
        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.True(fault.Message.Contains(shown, StringComparison.Ordinal) || fault.Message.Contains("no text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TableNames.Items, "price", "1.00")]
    [InlineData(TableNames.Orders, "order_estimated_delivery_date", "2018-01-20 00:00:00")]
    [InlineData(TableNames.Customers, "customer_state", "SP")]
    [InlineData(TableNames.Items, "Price", "1.00")]
    public void a_column_named_twice_is_refused_with_both_places(string table, string column, string cell)
    {
        var lines = tables.Text(table).TrimEnd('\n').Split('\n');
        tables.Write(
            table,
            [$"{lines[0].Replace("price", column, StringComparison.Ordinal)},{column}", .. lines[1..].Select(line => $"{line},{cell}")]
        );
        var fault = tables.Refused();
        Assert.Equal(1, fault.Line);
        Assert.Equal(column, fault.Column, ignoreCase: true);
        Assert.Contains("names the column 2 times", fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void a_column_that_nobody_reads_may_be_named_twice()
    {
        tables.Write(TableNames.Sellers, "x,seller_id,seller_zip_code_prefix,seller_state,x", "1,s1,13023,SP,2", "1,s2,80010,PR,2");
        Assert.Equal(2, tables.Read().Sellers.Count);
    }

    [Fact]
    public void a_header_in_other_letters_is_understood_and_said()
    {
        tables.Write(TableNames.Sellers, "Seller_ID, seller_zip_code_prefix ,seller_state", "s1,13023,SP", "s2,80010,PR");
        var found = tables.Read();
        Assert.Equal("SP", found.Sellers["s1"].State);
        Assert.Equal(["Seller_ID", " seller_zip_code_prefix "], found.Notes.Select(note => note.Value));
    }

    [Theory]
    [InlineData(';', "semicolons")]
    [InlineData('\t', "tabs")]
    public void another_separator_is_named(char separator, string name)
    {
        tables.WriteText(TableNames.Sellers, tables.Text(TableNames.Sellers).Replace(',', separator));
        Assert.Contains($"separated by {name}", tables.Refused().Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void a_last_row_without_a_line_break_is_read_and_said()
    {
        tables.WriteText(TableNames.Sellers, tables.Text(TableNames.Sellers).TrimEnd('\n'));
        var found = tables.Read();
        Assert.Equal("PR", found.Sellers["s2"].State);
        Assert.Equal((TableNames.Sellers, 3), found.Notes.Select(note => (note.File, note.Line)).Single());
    }

    [Fact]
    public void a_table_that_ends_with_a_block_of_the_disk_and_no_line_break_was_cut()
    {
        var text = tables.Text(TableNames.Sellers);
        tables.WriteText(TableNames.Sellers, text + $"s3,13023,{new string('c', 4_096 - text.Length - "s3,13023,,SP".Length)},SP");
        Assert.Contains("cut", tables.Refused().Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void a_new_shop_has_no_reviews_yet()
    {
        tables.Reviews();
        Assert.Single(tables.Log().Events);
        Assert.Contains(
            "empty",
            Assert.Throws<TableException>(() => OlistTables.Read(tables.Path, new TableScan(ShippedSchema.Load()))).Rule,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("olist_products_dataset.csv.gz", "unpack olist_products_dataset.csv.gz first")]
    [InlineData("archive.zip", "unpack archive.zip first")]
    [InlineData("archive/olist_products_dataset.csv", "name that folder")]
    [InlineData("data/raw/olist_products_dataset.csv", "name that folder")]
    [InlineData("archive/olist_products_dataset.csv.gz", "are packed in")]
    [InlineData("Olist_Products_Dataset.csv", "names are in lower case")]
    public void tables_that_lie_near_are_pointed_at(string place, string hint)
    {
        File.Delete(tables.File(TableNames.Products));
        Directory.CreateDirectory(Path.GetDirectoryName(tables.File(place))!);
        tables.WriteText(place, "x");
        var fault = tables.Refused();
        Assert.Contains($"lacks {TableNames.Products}", fault.Rule, StringComparison.Ordinal);
        Assert.Contains(hint, fault.Rule, StringComparison.Ordinal);
    }

    private void Replace(string table, string old, string with) =>
        tables.WriteText(table, tables.Text(table).Replace(old, with, StringComparison.Ordinal));
}
