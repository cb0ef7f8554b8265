using Streaming.Host.Configuration;
using Streaming.Host.Tables;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Tables;

public sealed class TableGatesTests : IDisposable
{
    private const string Table = "things.csv";

    private readonly TemporaryFolder folder = new("tables");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void values_within_their_rules_raise_nothing() =>
        Assert.Empty(Judge("a,b\nx,1\ny,\nz,3\n", "a: { Kind: text, OneOf: [x, y, z] }", "b: { Kind: whole, Least: 1, Most: 3, Empty: 0.34 }"));

    [Fact]
    public void every_exceeded_share_is_reported_with_its_figures() =>
        Assert.Equal(
            [
                (GateAction.Stop, $"{File()}, column a: 1 of 4 rows are empty (25.00 %); allowed: 0.00 %"),
                (GateAction.Flag, $"{File()}, column b: 2 of 4 values are not a whole number from 1 up to 3 (50.00 %; the first is '4', line 3); allowed: 25.00 %"),
            ],
            Judge("a,b\nx,1\ny,4\n,2.5\nz,3\n", "a: { Kind: text }", "b: { Kind: whole, Least: 1, Most: 3, Outside: 0.25, Action: flag }"));

    [Theory]
    [InlineData("2018-05-31 23:59:59", true)]
    [InlineData("2018-02-30 00:00:00", false)]
    [InlineData("31/05/2018", false)]
    public void a_time_is_written_one_way(string text, bool fits) =>
        Assert.Equal(fits, Judge($"t\n{text}\n", "t: { Kind: time }").Count == 0);

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("-0.01")]
    [InlineData("12,5")]
    public void a_number_is_finite_and_within_its_bounds(string text) =>
        Assert.Single(Judge($"n\n\"{text}\"\n", "n: { Kind: number, Least: 0 }"));

    [Fact]
    public void a_missing_column_or_table_stops() =>
        Assert.Equal([(GateAction.Stop, $"{File()}: the table has no column b")], Judge("a\nx\n", "a: { Kind: text }", "b: { Kind: text }"));

    [Fact]
    public void flags_are_said_and_stops_are_thrown_together()
    {
        Write("a,b,c\n,,\n");
        using var error = new StringWriter();
        var refused = Assert.Throws<TablesRefusedException>(() => TableGates.Require(
            folder.Path, Rules("a: { Kind: text, Action: flag }", "b: { Kind: text }", "c: { Kind: text }"), error, CancellationToken.None));
        Assert.Equal(2, refused.Problems.Count);
        Assert.StartsWith($"flagged: {File()}, column a", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: { Empty: 0.5 }", "Kind is missing; allowed: text, whole, number, time")]
    [InlineData("a: { Kind: text, Empty: 1.5 }", "Empty is 1.5; allowed: 0 to 1")]
    [InlineData("a: { Kind: text, Least: 1 }", "Least and Most are for numbers, not for Kind Text")]
    [InlineData("a: { Kind: whole, Least: 3, Most: 1 }", "Least is 3; allowed: at most Most, which is 1")]
    [InlineData("a: { Kind: whole, OneOf: [x] }", "OneOf is a list of texts, for Kind text")]
    public void a_rule_that_cannot_be_is_refused(string rule, string problem) =>
        Assert.Equal(
            [$"{folder.Below("schema.yaml")}: {Table}, a: {problem}"], Assert.Throws<SettingsException>(() => Rules(rule)).Problems);

    [Fact]
    public void an_unknown_key_is_refused_with_its_line()
    {
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => Rules("a: { Kind: text }", "b: { Kynd: text }")).Problems);
        Assert.StartsWith($"{folder.Below("schema.yaml")} line 3: ", problem, StringComparison.Ordinal);
        Assert.Contains("Kynd", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void the_shipped_rules_take_the_published_tables_and_flag_the_products()
    {
        var rules = TableRules.Load(Path.Combine(RepositoryRoot.Find(), "ops", "config"));
        var found = TableGates.Judge(RealParts.RequireOlist(), rules, CancellationToken.None);
        Assert.All(found, f => Assert.Equal(GateAction.Flag, f.Action));
        Assert.Contains(found, f => f.Problem.Contains("olist_products_dataset.csv, column product_category_name", StringComparison.Ordinal));
    }

    private string File() => folder.Below(Table);

    private void Write(string csv) => System.IO.File.WriteAllText(File(), csv);

    private IReadOnlyList<(GateAction Action, string Problem)> Judge(string csv, params string[] columns)
    {
        Write(csv);
        return TableGates.Judge(folder.Path, Rules(columns), CancellationToken.None);
    }

    private TableRules Rules(params string[] columns)
    {
        System.IO.File.WriteAllText(folder.Below("schema.yaml"), $"{Table}:\n" + string.Concat(columns.Select(c => $"  {c}\n")));
        return TableRules.Load(folder.Path);
    }
}
