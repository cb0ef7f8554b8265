using Streaming.Features;
using Streaming.Retraining.Stages.Features;
using Streaming.Training.Replay;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Features;

public sealed class OrderTableFileTests
{
    private static readonly OrderTable Table = OrderTable.Of(
        ReplayedHistory.Play(SmallMarket.Events(300), 0.2, 1, _ => { }, TestContext.Current.CancellationToken),
        "hash"
    );

    [Fact]
    public void every_row_comes_back_as_it_was()
    {
        var read = OrderTableFile.Read(new MemoryStream(Written()));
        Assert.Equal((Table.Reviews, Table.Ends, "hash", Table.Orders.Count), (read.Reviews, read.Ends, read.DataHash, read.Orders.Count));
        foreach (var (given, back) in Table.Orders.Zip(read.Orders))
        {
            Assert.Equal((given.OrderId, given.DeliveredAt, given.IsOpen), (back.OrderId, back.DeliveredAt, back.IsOpen));
            Assert.Equal(given.Values.Select(BitConverter.SingleToInt32Bits), back.Values.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(given.Categories, back.Categories);
            Assert.Equal(given.Predecessor, back.Predecessor);
            Assert.Equal(given.PredecessorCategories, back.PredecessorCategories);
            Assert.Equal(given.Labels, back.Labels);
            Assert.Equal(given.Blanked?.Categories, back.Blanked?.Categories);
            Assert.Equal(given.Blanked?.Everything, back.Blanked?.Everything);
        }

        Assert.Contains(read.Orders, order => order.Blanked is not null);
    }

    [Fact]
    public void equal_tables_give_equal_bytes() => Assert.Equal(Written(), Written());

    [Theory]
    [InlineData(3, "does not begin with")]
    [InlineData(2000, "cut short")]
    public void a_file_that_was_cut_is_refused(int length, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => OrderTableFile.Read(new MemoryStream(Written()[..length]))).Message);

    [Fact]
    public void csv_has_a_column_per_feature_and_a_line_per_order()
    {
        using var text = new StringWriter();
        OrderTableCsv.Write(text, Table);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Table.Orders.Count + 1, lines.Length);
        Assert.Equal(
            ["order_id", "delivered_at", "is_open", "satisfied", .. FeatureSchema.All.Select(feature => feature.Name)],
            lines[0].Split(',')
        );
        Assert.All(lines, line => Assert.Equal(FeatureSchema.All.Count + 4, line.Split(',').Length));
        Assert.StartsWith(Table.Orders[0].OrderId + ",", lines[1]);
    }

    private static byte[] Written()
    {
        using var stream = new MemoryStream();
        OrderTableFile.Write(stream, Table);
        return stream.ToArray();
    }
}
