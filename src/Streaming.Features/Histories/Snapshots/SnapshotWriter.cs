using System.Buffers.Binary;
using System.Security.Cryptography;
using Streaming.Contracts;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Writes a table's state in an order of its own, whatever the order in which the events came.</summary>
internal sealed class SnapshotWriter(
    ClosedDays counts,
    OrderBook orders,
    Dictionary<(InputLog Log, int Partition), PartitionProgress> partitions,
    LocalTime? through,
    int closedBefore
)
{
    /// <summary>What orders and keys of Olist take, and a tenth more.</summary>
    private readonly CompactWriter to = new((1 << 16) + orders.Count * 96L + counts.Keys.Sum(table => table.Count) * 160L);
    private readonly CompactWriter rows = new();

    /// <summary>Place of every key in the ordinal order of its kind.</summary>
    private readonly int[][] places = new int[4][];

    public void Save(Stream destination, bool withPositions)
    {
        to.Text(FeatureSchema.Version);
        to.Signed(closedBefore);
        to.Byte(through is null ? (byte)0 : (byte)1);
        to.Signed(through?.Milliseconds ?? 0);
        var sortedKeys = new int[4][];
        for (var kind = 0; kind < 4; kind++)
            sortedKeys[kind] = WriteKeys(kind);
        if (withPositions)
            WritePartitions();
        foreach (var (block, kind) in counts.Blocks())
            WriteBlock(block, kind < 0 ? null : sortedKeys[kind]);
        WriteOrders(withPositions);
        Finish(destination, withPositions);
    }

    private int[] WriteKeys(int kind)
    {
        var names = counts.Keys[kind].Names;
        var sorted = OrdinalOrder.Of(
            Enumerable.Range(0, names.Count).ToArray(),
            key => OrdinalOrder.Leading(names[key]),
            (a, b) => string.CompareOrdinal(names[a], names[b])
        );
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
            var key = sorted is null ? place : sorted[place];
            if (block.TryPacked(key, out var packed))
                to.Raw(packed);
            else if (block.SeriesOf(key) is { } series)
                SeriesFormat.Write(series, block.Width, to, rows);
            else
                to.Count(0);
        }
    }

    /// <summary>The unpacked orders merged with those that are still packed, which stand in order already.</summary>
    private void WriteOrders(bool withPositions)
    {
        to.Count(orders.Count);
        var writer = new OrderWriter(to, places);
        var unpacked = OrdinalOrder.Of(orders.Unpacked, static memory => memory.Key.Leading, static (a, b) => a.Key.CompareTo(b.Key));
        var next = 0;
        if (orders.Packed is { } packed)
        {
            for (var at = packed.Start; at < packed.End; )
            {
                var memory = packed.Read(at, out at);
                while (next < unpacked.Length && unpacked[next].Key.CompareTo(memory.Key) < 0)
                    writer.Write(unpacked[next++], withPositions);
                if (packed.IsForgotten(memory.LastDay) || (next < unpacked.Length && unpacked[next].Key == memory.Key))
                    continue;
                writer.Write(memory, withPositions);
            }
        }

        while (next < unpacked.Length)
            writer.Write(unpacked[next++], withPositions);
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
