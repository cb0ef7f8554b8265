using Streaming.Host.Tables;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Tables;

public sealed class TableGatesTests : IDisposable
{
    private readonly TemporaryFolder folder = new("tables");
    private readonly MarketSchema schema = SchemaFile.Load(Path.Combine(RepositoryRoot.Find(), "ops", "config"));

    public TableGatesTests() => SyntheticMarketplace.Generate(400, 3, folder.Below("shop"), null, CancellationToken.None);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void flags_are_said_and_the_history_comes_with_its_hash()
    {
        Change(TableNames.Payments, ",credit_card,", ",barter,");
        using var error = new StringWriter();
        var (history, hash) = TableGates.Read(folder.Below("shop"), schema, error, CancellationToken.None);
        Assert.NotEmpty(history.Accepted);
        Assert.Equal(TableHash.Of(folder.Below("shop")), hash);
        Assert.Contains($"flagged: {TableNames.Payments}, enum of payment_type: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void every_exceeded_stop_is_thrown_at_once_with_its_figures()
    {
        Change(TableNames.Orders, ",shipped,", ",lost,");
        Change(TableNames.Reviews, "review_id,order_id", "order_id,review_id"); // keys that point nowhere
        var refused = Assert.Throws<TablesRefusedException>(() =>
            TableGates.Read(folder.Below("shop"), schema, TextWriter.Null, CancellationToken.None)
        );
        Assert.Contains(
            refused.Problems,
            problem =>
                problem.StartsWith($"{folder.Below("shop")}: {TableNames.Orders}, enum of order_status: ", StringComparison.Ordinal)
                && problem.Contains("'lost'", StringComparison.Ordinal)
        );
        Assert.Contains(
            refused.Problems,
            problem =>
                problem.StartsWith($"{folder.Below("shop")}: {TableNames.Reviews}, reference of order_id: ", StringComparison.Ordinal)
        );
    }

    private void Change(string table, string old, string replacement)
    {
        var path = folder.Below("shop", table);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
