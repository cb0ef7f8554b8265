using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Features.Tests.Twin;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Features.Tests.Histories;

public sealed class SnapshotTests
{
    private static readonly List<LogRecord> Log = RandomMarketplace.Make(
        new MarketOptions
        {
            Seed = 3,
            Orders = 300,
            Late = 0,
        }
    );

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
        var other = Replay
            .Run(
                Log,
                new ReplayOptions
                {
                    Seed = 9,
                    LongestRun = 300,
                    RestartShare = 0.3,
                }
            )
            .Table;
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
        Assert.Contains(
            "does not begin like one",
            Assert
                .Throws<InvalidDataException>(() => HistoryTable.Load(new MemoryStream("order_id,probability\n1,0.5\n"u8.ToArray())))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void an_order_of_a_snapshot_is_forgotten_in_its_time_whether_it_was_looked_at_or_not(bool isLookedAt)
    {
        var order = Orders.Delivered("o1");
        var table = new HistoryTable();
        table.Observe(order, new LogPosition(InputLog.Deliveries, 0, 0));
        table.Observe(Orders.Review("o1", "2018-03-16 12:00:00", 1), new LogPosition(InputLog.Reviews, 0, 0));
        CloseDaysBefore(table, "2018-04-01 12:00:00", 1);
        var restored = Replay.Reload(table, withPositions: true);
        if (isLookedAt)
            Assert.False(restored.IsReviewAlreadyIn(order));

        foreach (var (moment, left) in new[] { ("2019-04-20 12:00:00", 3), ("2019-04-21 12:00:00", 3) })
        {
            CloseDaysBefore(table, moment, table.NextOffsets[(InputLog.Deliveries, 0)]);
            CloseDaysBefore(restored, moment, restored.NextOffsets[(InputLog.Deliveries, 0)]);
            Assert.Equal(left, table.RememberedOrders);
            Assert.Equal(left, restored.RememberedOrders);
            Assert.Equal(Save(table, withPositions: true), Save(restored, withPositions: true));
        }
    }

    [Fact]
    public void ids_stand_in_ordinal_order_however_they_begin_and_end()
    {
        string[] ids =
        [
            "a",
            "a\0",
            "ab",
            "abcd",
            "abcd\0",
            "abcde",
            "abcdE",
            "abc\u00e9",
            "\ud83d\ude00",
            "\uffee",
            "00ff",
            "00fg",
            "0",
            "00ff00ff00ff00ff00ff00ff00ff00ff",
            "00ff00ff00ff00ff00ff00ff00ff0100",
            "00ff00ff00ff00ff00ff00ff00ff00f",
            "00FF00FF00FF00FF00FF00FF00FF00FF",
            "00ff00ff00ff00ff00ff00ff00ff00fg",
            "ffff00ff00ff00ff00ff00ff00ff00ff",
        ];
        var one = new HistoryTable();
        var other = new HistoryTable();
        for (var i = 0; i < ids.Length; i++)
            one.Observe(Named(ids[i]), new LogPosition(InputLog.Deliveries, 0, i));
        for (var i = 0; i < ids.Length; i++)
            other.Observe(Named(ids[^(i + 1)]), new LogPosition(InputLog.Deliveries, 0, i));
        Assert.Equal(Save(one, withPositions: false), Save(other, withPositions: false));
        CloseDaysBefore(one, "2018-04-01 12:00:00", 100);
        var bytes = Save(one, withPositions: false);
        var restored = HistoryTable.Load(new MemoryStream(bytes));
        foreach (var id in ids.Where((_, i) => i % 3 == 0))
            restored.IsReviewAlreadyIn(Orders.Delivered(id));
        Assert.Equal(bytes, Save(restored, withPositions: false));
    }

    private static OrderDelivered Named(string id) => Orders.Delivered(id) with { Items = [Orders.Item(1, id, id)] };

    /// <summary>By observing and reading a delivery of that moment.</summary>
    private static void CloseDaysBefore(HistoryTable table, string moment, long offset)
    {
        var reading = Orders.Delivered("reads-" + moment, moment);
        table.Observe(reading, new LogPosition(InputLog.Deliveries, 0, offset));
        FeatureBuilder.Build(reading, table, new FeatureRow());
    }

    private static byte[] Save(HistoryTable table, bool withPositions)
    {
        using var stream = new MemoryStream();
        table.Save(stream, withPositions);
        return stream.ToArray();
    }
}
