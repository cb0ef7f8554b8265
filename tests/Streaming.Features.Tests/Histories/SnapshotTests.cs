using Streaming.Features.Histories;
using Streaming.Features.Tests.Twin;
using Xunit;

namespace Streaming.Features.Tests.Histories;

public sealed class SnapshotTests
{
    private static readonly List<LogRecord> Log = RandomMarketplace.Make(new MarketOptions { Seed = 3, Orders = 300, Late = 0 });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void saving_what_was_loaded_gives_the_same_bytes(bool withPositions)
    {
        var bytes = Save(Replay.Run(Log).Table, withPositions);
        Assert.Equal(bytes, Save(HistoryTable.Load(new MemoryStream(bytes)), withPositions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void the_order_of_observation_and_restarts_leave_no_trace_in_the_bytes(bool withPositions)
    {
        var one = Replay.Run(Log).Table;
        var other = Replay.Run(Log, new ReplayOptions { Seed = 9, LongestRun = 300, RestartShare = 0.3 }).Table;
        Assert.Equal(Save(one, withPositions), Save(other, withPositions));
    }

    [Fact]
    public void positions_come_back_only_where_they_were_saved()
    {
        var table = Replay.Run(Log).Table;
        Assert.Equal(table.NextOffsets, Replay.Reload(table, withPositions: true).NextOffsets);
        Assert.Empty(Replay.Reload(table, withPositions: false).NextOffsets);
        Assert.Equal(table.Through, Replay.Reload(table, withPositions: false).Through);
    }

    [Fact]
    public void an_empty_table_can_be_saved_and_loaded()
    {
        var table = Replay.Reload(new HistoryTable(), withPositions: true);
        Assert.Null(table.Through);
        Assert.Equal(0, table.RememberedOrders);
    }

    [Fact]
    public void loading_stops_where_the_snapshot_ends()
    {
        var bytes = Save(Replay.Run(Log).Table, withPositions: true);
        using var stream = new MemoryStream([.. bytes, 1, 2, 3]);
        HistoryTable.Load(stream);
        Assert.Equal(bytes.Length, stream.Position);
    }

    [Fact]
    public void a_flipped_bit_is_refused_wherever_it_is()
    {
        var bytes = Save(Replay.Run(Log).Table, withPositions: true);
        for (var at = 0; at < bytes.Length; at += bytes.Length / 50)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => HistoryTable.Load(new MemoryStream(damaged)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(1_000)]
    public void a_snapshot_cut_short_is_refused(int length)
    {
        var bytes = Save(Replay.Run(Log).Table, withPositions: false);
        Assert.Throws<InvalidDataException>(() => HistoryTable.Load(new MemoryStream(bytes[..length])));
        Assert.Throws<InvalidDataException>(() => HistoryTable.Load(new MemoryStream(bytes[..^1])));
    }

    [Fact]
    public void text_is_not_a_snapshot() =>
        Assert.Contains("does not begin like one", Assert.Throws<InvalidDataException>(() => HistoryTable.Load(new MemoryStream("order_id,probability\n1,0.5\n"u8.ToArray()))).Message, StringComparison.Ordinal);

    private static byte[] Save(HistoryTable table, bool withPositions)
    {
        using var stream = new MemoryStream();
        table.Save(stream, withPositions);
        return stream.ToArray();
    }
}
