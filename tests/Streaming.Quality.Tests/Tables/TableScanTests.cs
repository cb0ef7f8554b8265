using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Marketplace.Tests;
using Streaming.Quality.Tables;
using Streaming.Testing;

namespace Streaming.Quality.Tests.Tables;

public sealed class TableScanTests : IDisposable
{
    private readonly SmallTables tables = new();

    public void Dispose() => tables.Dispose();

    [Fact]
    public void all_that_is_wrong_with_a_row_is_found_at_once()
    {
        tables.Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o1,1,p1,s1,2018-01-05 10:05:00,58.90,13.29",
            "o2,0,p9,,yesterday,-3,1e9"
        );
        var finding = Assert.Single(Report(TableNames.Items).Findings);
        Assert.Equal((TableNames.Items, 3, "o2/0", Severity.Reject), (finding.Dataset, finding.Line, finding.Key, finding.Severity));
        Assert.Equal(
            [
                ("order_item_id", RuleCodes.Bounds, Severity.Flag, "0"),
                ("seller_id", RuleCodes.NoKey, Severity.Reject, ""),
                ("shipping_limit_date", RuleCodes.Type, Severity.Flag, "yesterday"),
                ("price", RuleCodes.Bounds, Severity.Flag, "-3"),
                ("freight_value", RuleCodes.Bounds, Severity.Flag, "1e9"),
                ("product_id", RuleCodes.Reference, Severity.Flag, "p9"),
            ],
            finding.Faults.Select(fault => (fault.Column, fault.Code, fault.Severity, fault.Value))
        );
    }

    [Fact]
    public void times_out_of_order_are_flagged_where_they_are_too_early()
    {
        tables.Orders(
            "o1,c1,delivered,2018-01-01 10:00:00,2018-01-01 09:00:00,,2018-01-01 08:00:00,2018-01-20 00:00:00",
            "o2,c2,delivered,2018-01-03 11:00:00,,2018-01-04 09:00:00,2018-01-04 09:00:00,2018-01-22 00:00:00"
        );
        Assert.Equal(
            [("order_approved_at", 1), ("order_delivered_customer_date", 1)],
            Report(TableNames.Orders)
                .Faults.Where(fault => fault.Code == RuleCodes.TimeOrder)
                .Select(fault => (fault.Column, (int)fault.Count))
        );
    }

    [Fact]
    public void a_delivered_order_without_a_delivery_time_is_rejected()
    {
        tables.Orders(
            "o1,c1,delivered,2018-01-01 10:00:00,2018-01-01 10:05:00,2018-01-02 08:00:00,,2018-01-20 00:00:00",
            "o2,c2,shipped,2018-01-03 11:00:00,2018-01-03 11:10:00,2018-01-04 09:00:00,,2018-01-22 00:00:00"
        );
        var report = Report(TableNames.Orders);
        Assert.Equal(1, report.Faults.Single(fault => fault.Code == RuleCodes.NoDeliveryTime).Count);
        Assert.Equal("o1", Assert.Single(report.Findings).Key); // that a shipped order has no delivery time yet is only counted
        Assert.Equal(2, report.Faults.Single(fault => fault.Code == RuleCodes.Null).Count);
    }

    [Fact]
    public void repeated_keys_and_keys_of_nowhere_are_found()
    {
        tables.Orders(
            "o1,c1,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,2018-01-20 00:00:00",
            "o1,c9,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,2018-01-20 00:00:00"
        );
        tables.Reviews(
            "r1,o1,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r1,o1,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r1,o7,5,,,2018-01-10 00:00:00,"
        );
        Assert.Equal((1, Severity.Reject), Count(TableNames.Orders, "order_id", RuleCodes.Unique));
        Assert.Equal((1, Severity.Flag), Count(TableNames.Orders, "customer_id", RuleCodes.Reference));
        Assert.Equal((1, Severity.Reject), Count(TableNames.Reviews, "review_id/order_id", RuleCodes.Unique));
        Assert.Equal((1, Severity.Reject), Count(TableNames.Reviews, "order_id", RuleCodes.Reference));
        Assert.Equal((1, Severity.Reject), Count(TableNames.Reviews, "review_answer_timestamp", RuleCodes.NoAnswerTime));
    }

    [Fact]
    public void of_orders_with_one_id_the_first_becomes_an_event()
    {
        tables.Orders(
            "o1,c1,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,2018-01-20 00:00:00",
            "o1,c2,delivered,2018-01-02 10:00:00,,,2018-01-08 18:00:00,2018-01-20 00:00:00",
            ",c2,delivered,2018-01-02 10:00:00,,,2018-01-08 18:00:00,2018-01-20 00:00:00"
        );
        var (_, events) = Read();
        Assert.Equal("c1", Assert.Single(events, occurred => occurred.Delivery is not null).Delivery!.CustomerId);
    }

    [Theory]
    [InlineData(TableNames.Items, "58.90", "cheap")]
    [InlineData(TableNames.Items, "58.90", "NaN")]
    [InlineData(TableNames.Items, "13.29", "")]
    [InlineData(TableNames.Items, "p1,s1", ",s1")]
    [InlineData(TableNames.Payments, "72.19", "1e999")]
    [InlineData(TableNames.Payments, "credit_card,2", "credit_card,2.5")]
    [InlineData(TableNames.Orders, "2018-01-01 10:00:00", "2018-02-30 10:00:00")]
    [InlineData(TableNames.Orders, "o1,c1", "o1,")]
    public void what_an_event_must_have_and_cannot_be_read_breaks_its_contract(string table, string old, string broken)
    {
        tables.WriteText(table, tables.Text(table).Replace(old, broken, StringComparison.Ordinal));
        var (reports, events) = Read();
        Assert.NotEmpty(OrderContract.Find(Assert.Single(events, occurred => occurred.Delivery is not null).Delivery!));
        Assert.Equal(Severity.Reject, Assert.Single(reports[table].Findings).Severity);
    }

    [Theory]
    [InlineData(TableNames.Products, "225", "heavy")]
    [InlineData(TableNames.Items, "2018-01-05 10:05:00", "05/01/2018")]
    [InlineData(TableNames.Items, "o1,1,", "o1,one,")]
    [InlineData(TableNames.Orders, "2018-01-01 10:05:00", "soon")]
    public void what_an_event_may_lack_is_left_out_and_flagged(string table, string old, string broken)
    {
        tables.WriteText(table, tables.Text(table).Replace(old, broken, StringComparison.Ordinal));
        var (reports, events) = Read();
        Assert.Empty(OrderContract.Find(Assert.Single(events, occurred => occurred.Delivery is not null).Delivery!));
        Assert.Contains(
            reports[table].Faults,
            fault =>
                (fault.Code, fault.Severity) == (RuleCodes.Type, Severity.Flag)
                && fault.Value.Length > 0
                && broken.Contains(fault.Value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void rows_of_another_width_are_counted_and_skipped()
    {
        tables.Append(TableNames.Sellers, "s3,1,x\n");
        var report = Report(TableNames.Sellers);
        Assert.Equal((3, 1), (report.Rows, report.Faults.Single(fault => fault.Code == RuleCodes.Unreadable).Count));
    }

    [Fact]
    public void more_unreadable_rows_than_allowed_end_the_reading_with_the_first()
    {
        tables.WriteText(TableNames.Items, tables.Text(TableNames.Items).Replace("58.90", "cheap", StringComparison.Ordinal));
        var fault = Assert.Throws<TableException>(() => OlistTables.Read(tables.Path, new TableScan(ShippedSchema.Load())));
        Assert.Equal((tables.File(TableNames.Items), 2, "price", "cheap"), (fault.File, fault.Line, fault.Column, fault.Value));
        Assert.Contains("1 of 2 rows cannot be read like this one (50.00 %), allowed: 0.10 %", fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void a_table_that_was_cut_ends_the_reading()
    {
        tables.WriteText(TableNames.Payments, tables.Text(TableNames.Payments)[..^4]);
        Assert.Contains("cut", Assert.Throws<TableException>(() => Read()).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void no_person_and_no_comment_is_shown()
    {
        tables.Write(
            TableNames.Customers,
            "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
            "c1,u1,secret,x,",
            "c1,u1,7,x,SP"
        );
        tables.Orders("o1,c-secret,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,2018-01-20 00:00:00");
        var (reports, _) = Read();
        Assert.All(reports[TableNames.Customers].Findings, finding => Assert.Equal("", finding.Key));
        Assert.All(
            reports
                .Values.SelectMany(report => report.Findings)
                .SelectMany(finding => finding.Faults)
                .Where(fault => fault.Column.StartsWith("customer_", StringComparison.Ordinal)),
            fault => Assert.Equal("", fault.Value)
        );
        Assert.NotEmpty(reports[TableNames.Orders].Findings);
    }

    [Fact]
    public void of_each_rule_the_first_rows_are_listed_and_all_are_counted()
    {
        const int rows = FaultTally.ListedPerRule + 7;
        tables.Write(
            TableNames.Sellers,
            [
                "seller_id,seller_zip_code_prefix,seller_city,seller_state",
                "s1,13023,campinas,SP",
                "s2,80010,curitiba,PR",
                .. Enumerable.Range(3, rows).Select(i => $"s{i},13023,x,"),
            ]
        );
        var report = Report(TableNames.Sellers);
        Assert.Equal((rows, rows, FaultTally.ListedPerRule), (report.Faults.Single().Count, report.Found, report.Findings.Count));
        Assert.Equal((4, ""), (report.Faults.Single().Line, report.Faults.Single().Value));
    }

    [Fact]
    public void the_real_tables_are_read_as_without_a_scan_and_their_faults_are_the_counted_ones()
    {
        var folder = RealParts.RequireOlist();
        var scan = new TableScan(ShippedSchema.Load());
        var read = OlistTables.Read(folder, scan);
        var reports = scan.Reports.ToDictionary(report => report.Table);
        Assert.Equal(OlistTables.Read(folder).Sha256, read.Sha256);
        Assert.Equal(75_429 + 77_833, EventLog.Build(read).Events.Count);
        Assert.Equal(610, reports[TableNames.Products].Faults.Single(fault => fault.Column == "product_category_name").Count);
        Assert.Equal(
            4,
            reports[TableNames.Products].Faults.Single(fault => (fault.Column, fault.Code) == ("product_weight_g", RuleCodes.Bounds)).Count
        );
        Assert.Equal(
            558,
            reports[TableNames.Orders]
                .Faults.Single(fault => (fault.Column, fault.Code) == ("order_delivered_carrier_date", RuleCodes.TimeOrder))
                .Count
        );
        Assert.Equal(
            23,
            reports[TableNames.Orders]
                .Faults.Single(fault => (fault.Column, fault.Code) == ("order_delivered_customer_date", RuleCodes.TimeOrder))
                .Count
        );
        Assert.Equal(2, reports[TableNames.Orders].Faults.Single(fault => fault.Code == RuleCodes.NoDeliveryTime).Count);
        Assert.Equal(44, reports[TableNames.Reviews].Faults.Single(fault => fault.Code == RuleCodes.NoAnswerTime).Count);
    }

    private TableReport Report(string table) => Read().Reports[table];

    private (int Count, Severity Severity) Count(string table, string column, string code)
    {
        var fault = Report(table).Faults.Single(fault => (fault.Column, fault.Code) == (column, code));
        return ((int)fault.Count, fault.Severity);
    }

    /// <summary>However much is unreadable.</summary>
    private (Dictionary<string, TableReport> Reports, IReadOnlyList<MarketEvent> Events) Read()
    {
        var scan = new TableScan(ShippedSchema.Load(("Unreadable: 0.001", "Unreadable: 1")));
        var events = EventLog.Build(OlistTables.Read(tables.Path, scan)).Events;
        return (scan.Reports.ToDictionary(report => report.Table), events);
    }
}
