using System.Buffers.Binary;
using System.Security.Cryptography;
using Streaming.Contracts;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Writes a table's state in an order of its own, whatever the order in which the events came.</summary>
internal sealed class SnapshotWriter(
    ClosedDays counts,
    Dictionary<string, OrderMemory> orders,
    Dictionary<(InputLog Log, int Partition), PartitionProgress> partitions,
    LocalTime? through,
    int closedBefore)
{
    private readonly CompactWriter to = new();

    /// <summary>Place of every key in the ordinal order of its kind.</summary>
    private readonly int[][] places = new int[4][];

    public void Save(Stream destination, bool withPositions)
    {
        to.Text(FeatureSchema.Version);
        to.Signed(closedBefore);
        to.Byte(through is null ? (byte)0 : (byte)1);
        to.Signed(through?.Milliseconds ?? 0);
        var sortedKeys = new int[4][];
        for (var kind = 0; kind < 4; kind++) sortedKeys[kind] = WriteKeys(kind);
        if (withPositions) WritePartitions();
        foreach (var (block, kind) in counts.Blocks()) WriteBlock(block, kind < 0 ? null : sortedKeys[kind]);
        WriteOrders(withPositions);
        Finish(destination, withPositions);
    }

    private int[] WriteKeys(int kind)
    {
        var names = counts.Keys[kind].Names;
        var sorted = new int[names.Count];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = i;
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(names[a], names[b]));
        places[kind] = new int[names.Count];
        to.Count(names.Count);
        for (var place = 0; place < sorted.Length; place++)
        {
            places[kind][sorted[place]] = place;
            to.Text(names[sorted[place]]);
        }

        return sorted;
    }

    private void WritePartitions()
    {
        to.Count(partitions.Count);
        foreach (var ((log, partition), progress) in partitions.OrderBy(entry => entry.Key))
        {
            to.Byte((byte)log);
            to.Signed(partition);
            to.Signed(progress.NextOffset);
            to.Signed(progress.Highest.Milliseconds);
        }
    }

    private void WriteBlock(CountBlock block, int[]? sorted)
    {
        var keys = sorted?.Length ?? ClosedDays.Buckets;
        for (var place = 0; place < keys; place++)
        {
            var series = block.SeriesOf(sorted is null ? place : sorted[place]);
            to.Count(series?.Count ?? 0);
            for (var row = 0; row < (series?.Count ?? 0); row++) WriteRow(series!, row, block.Width);
        }
    }

    /// <summary>The day's step and its own sums; a mask says which are not zero.</summary>
    private void WriteRow(DaySeries series, int row, int width)
    {
        to.Signed(row == 0 ? series.DayOf(0) : series.DayOf(row) - series.DayOf(row - 1));
        var totals = series.TotalsOf(row);
        Span<long> change = stackalloc long[width];
        var mask = 0UL;
        for (var i = 0; i < width; i++)
        {
            change[i] = row == 0 ? totals[i] : totals[i] - series.TotalsOf(row - 1)[i];
            if (change[i] != 0) mask |= 1UL << i;
        }

        to.Unsigned(mask);
        foreach (var value in change)
        {
            if (value != 0) to.Signed(value);
        }
    }

    private void WriteOrders(bool withPositions)
    {
        var ids = new string[orders.Count];
        orders.Keys.CopyTo(ids, 0);
        Array.Sort(ids, StringComparer.Ordinal);
        to.Count(ids.Length);
        var writer = new OrderWriter(to, places);
        foreach (var id in ids) writer.Write(orders[id], withPositions);
    }

    private void Finish(Stream destination, bool withPositions)
    {
        Span<byte> header = stackalloc byte[SnapshotFormat.HeaderBytes];
        SnapshotFormat.Magic.CopyTo(header);
        header[4] = SnapshotFormat.Version;
        header[5] = withPositions ? SnapshotFormat.WithPositions : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(header[6..], to.Written.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(to.Written);
        destination.Write(header);
        destination.Write(to.Written);
        destination.Write(hash.GetHashAndReset());
    }
}
