using Streaming.Contracts.Rules;
using Streaming.Features.Predecessor;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Models;
using Streaming.Quality.Tables;
using Streaming.Testing;

namespace Streaming.Quality.Tests.Tables;

public sealed class SchemaFileTests
{
    private const string Price = "price: { Kind: number, Least: 0, Most: 100000, Outside: 0.001 }";
    private const string Score = "review_score: { Kind: whole, Least: 1, Most: 5 }";

    [Fact]
    public void the_shipped_rules_are_read()
    {
        var schema = ShippedSchema.Load();
        Assert.Equal(TableNames.Required.Order(), schema.Tables.Keys.Order());
        var price = schema.Tables[TableNames.Items].Column("price")!;
        Assert.Equal(
            (ColumnKind.Number, 0.0, 100_000.0, 0.001, GateAction.Stop),
            (price.Kind, price.Values.Least, price.Values.Most, price.Outside.Limit, price.Outside.Action)
        );
        Assert.Equal(8, schema.Tables[TableNames.Orders].Column("order_status")!.Values.OneOf!.Count);
        Assert.Equal(["order_id", "order_item_id"], schema.Tables[TableNames.Items].Unique!.Columns);
        Assert.Equal(3, schema.Tables[TableNames.Items].References.Count);
    }

    [Fact]
    public void columns_become_the_rules_of_the_events_that_they_become()
    {
        var rules = ShippedSchema.Load().OrderRules;
        Assert.Equal((1, 100_000), (rules[OrderField.ProductWeightG].Least, rules[OrderField.ProductWeightG].Most));
        Assert.False(rules[OrderField.ProductCategoryName].MayBeNull);
        Assert.Contains("boleto", rules[OrderField.PaymentType].OneOf!.Order(StringComparer.Ordinal));
        Assert.Equal(ValueRule.Any, rules[OrderField.HandedToCarrierAt]); // its column is only counted
    }

    [Theory]
    [InlineData(Price, "price: { Kind: money }", "Kind is 'money'; allowed: text, whole, number, time")]
    [InlineData(Price, "price: { Kind: text }", "Kind is 'text'; allowed: number, which events need")]
    [InlineData(Price, "price: { Least: 0 }", "Kind is missing; allowed: text, whole, number, time")]
    [InlineData(Price, "price: { Kind: number, Least: 3, Most: 1 }", "Least is 3; allowed: at most Most, which is 1")]
    [InlineData(Price, "price: { Kind: number, Least: cheap }", "Least is 'cheap'; allowed: a number")]
    [InlineData(Price, "price: { Kind: number, Empty: 1.5 }", "Empty is '1.5'; allowed: 0 to 1")]
    [InlineData(Price, "price: { Kind: number, OneOf: [a] }", "OneOf is for Kind text, not for number")]
    [InlineData(Price, "price: { Kind: number, Severity: reject }", "Severity is 'reject'; allowed: flag, info")]
    [InlineData(Price, "price: { Kind: number, Action: halt }", "Action is 'halt'; allowed: stop, flag")]
    [InlineData(
        Price,
        "price: { Kynd: number }",
        "'Kynd' is no key here; allowed: Kind, Empty, Least, Most, OneOf, Outside, Severity, Action"
    )]
    [InlineData(Price, "price: 7", "is '7'; allowed: keys and values")]
    public void a_column_that_cannot_be_is_named_with_its_line(string old, string replacement, string problem) =>
        Assert.Contains(
            ShippedSchema.Problems((old, replacement)),
            found =>
                found.StartsWith(
                    $"schema.yaml line {ShippedSchema.LineOf(Price)}: {TableNames.Items}, price: {problem}",
                    StringComparison.Ordinal
                )
        );

    [Theory]
    [InlineData("      " + Price + "\n", "", TableNames.Items + ": column price is missing; events are made from it")]
    [InlineData("Unreadable: 0.001", "Unreadable: 2", "Unreadable is '2'; allowed: 0 to 1")]
    [InlineData("Unreadable: 0.001", "Unreadible: 0", "'Unreadible' is no key here; allowed: Unreadable, Rejected, Labels, Tables")]
    [InlineData("  olist_sellers_dataset.csv:", "  sellers.csv:", "'sellers.csv' is no key here; allowed: olist_orders_dataset.csv")]
    [InlineData("  olist_sellers_dataset.csv:", "  sellers.csv:", "olist_sellers_dataset.csv is missing; events are made from it")]
    [InlineData(
        "Unique: { Columns: [review_id, order_id]",
        "Unique: { Columns: [review_id, oder_id]",
        "Unique: 'oder_id' is no column of the table; allowed: review_id, order_id"
    )]
    [InlineData(
        "Freshness: { Column: review_answer_timestamp",
        "Freshness: { Column: review_id",
        "Freshness: 'review_id' is no time column of the table; allowed: review_creation_date"
    )]
    [InlineData(
        "Columns: [order_purchase_timestamp, order_approved_at, order",
        "Columns: [order_status, order_approved_at, order",
        "TimeOrder: 'order_status' is no time column"
    )]
    [InlineData(
        "customer_id: { Table: olist_customers_dataset.csv, To: customer_id",
        "customer_id: { Table: olist_order_items_dataset.csv, To: customer_id",
        "Table is 'olist_order_items_dataset.csv'; allowed: olist_sellers_dataset.csv"
    )]
    [InlineData(
        "customer_id: { Table: olist_customers_dataset.csv, To: customer_id",
        "customer_id: { Table: olist_customers_dataset.csv, To: customer_state",
        "To is 'customer_state'; allowed: the one column that Unique names"
    )]
    [InlineData("MatureDays: 14", "MatureDays: -1", "Labels: MatureDays is '-1'; allowed: 0 to 120")]
    public void a_rule_that_cannot_be_is_named_with_what_is_allowed(string old, string replacement, string problem) =>
        Assert.Contains(
            ShippedSchema.Problems((old, replacement)),
            found => found.StartsWith("schema.yaml line ", StringComparison.Ordinal) && found.Contains(problem, StringComparison.Ordinal)
        );

    [Fact]
    public void all_problems_are_said_at_once() =>
        Assert.Equal(
            2,
            ShippedSchema
                .Problems((Price, "price: { Kind: money }"), (Score, "review_score: { Kind: whole, Least: 9, Most: 5 }"))
                .Count(problem => !problem.Contains("which events need", StringComparison.Ordinal))
        );

    [Theory]
    [InlineData("Tables: [", "line 2")]
    [InlineData("", "holds 0 documents")]
    [InlineData("a: 1\na: 2\n", "line 2")]
    public void a_file_that_is_no_schema_is_refused(string yaml, string place)
    {
        using var folder = new TemporaryFolder("schema");
        File.WriteAllText(folder.Below(MarketSchema.FileName), yaml.Replace("[", "[\n", StringComparison.Ordinal));
        Assert.Contains(place, Assert.Throws<SchemaException>(() => SchemaFile.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_missing_file_is_named()
    {
        using var folder = new TemporaryFolder("schema");
        Assert.Contains(
            $"{folder.Below(MarketSchema.FileName)} does not exist",
            Assert.Throws<SchemaException>(() => SchemaFile.Load(folder.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_limit_changes_only_the_hash_of_everything()
    {
        var (shipped, limit, bound) = (
            ShippedSchema.Load(),
            ShippedSchema.Load(("Outside: 0.001 }", "Outside: 0.002 }")),
            ShippedSchema.Load(("Most: 36", "Most: 37"))
        );
        Assert.Equal(shipped.RowHash, ShippedSchema.Load().RowHash);
        Assert.Equal(shipped.RowHash, limit.RowHash);
        Assert.NotEqual(shipped.FullHash, limit.FullHash);
        Assert.NotEqual(shipped.RowHash, bound.RowHash);
    }
}
