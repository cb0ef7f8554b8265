using System.Buffers.Binary;
using System.Security.Cryptography;
using Streaming.Contracts;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Fills the parts of an empty table from a snapshot.</summary>
internal sealed class SnapshotReader(
    ClosedDays counts,
    OrderBook orders,
    Dictionary<(InputLog Log, int Partition), PartitionProgress> partitions,
    DayClosing closing
)
{
    /// <returns>The latest recorded_at of the table.</returns>
    /// <exception cref="InvalidDataException">Not a snapshot, another format or feature version, damaged or cut short.</exception>
    public LocalTime? Load(Stream source)
    {
        var body = ReadBody(source, out var withPositions);
        var from = new CompactReader(body);
        var version = from.Text();
        if (version != FeatureSchema.Version)
            throw new InvalidDataException($"history snapshot: feature version '{version}', this program has '{FeatureSchema.Version}'");
        var closedBefore = from.SignedInt();
        var hasThrough = from.Byte() == 1;
        var through = new LocalTime(from.Signed());
        foreach (var table in counts.Keys)
            ReadKeys(ref from, table);
        if (withPositions)
            ReadPartitions(ref from);
        foreach (var (block, kind) in counts.Blocks())
            ReadBlock(body, ref from, block, kind < 0 ? ClosedDays.Buckets : counts.Keys[kind].Count);
        ReadOrders(body, ref from, withPositions, closedBefore);
        if (!from.IsAtEnd)
            throw from.Damaged("the end expected");
        return hasThrough ? through : null;
    }

    private static byte[] ReadBody(Stream source, out bool withPositions)
    {
        var header = new byte[SnapshotFormat.HeaderBytes];
        if (
            source.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.AsSpan().StartsWith(SnapshotFormat.Magic)
        )
            throw new InvalidDataException("history snapshot: the stream does not begin like one");
        if (header[4] != SnapshotFormat.Version)
            throw new InvalidDataException($"history snapshot: format version {header[4]}, this program reads {SnapshotFormat.Version}");
        withPositions = (header[5] & SnapshotFormat.WithPositions) != 0;
        var length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(6));
        if (length < 0 || length > Array.MaxLength || (source.CanSeek && length > source.Length - source.Position))
            throw new InvalidDataException($"history snapshot: cut short, a body of {length} bytes was announced");
        var body = new byte[length];
        var hash = new byte[SnapshotFormat.HashBytes];
        if (
            source.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length
            || source.ReadAtLeast(hash, hash.Length, throwOnEndOfStream: false) < hash.Length
        )
            throw new InvalidDataException($"history snapshot: cut short, a body of {length} bytes was announced");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(header);
        sha256.AppendData(body);
        if (!sha256.GetHashAndReset().AsSpan().SequenceEqual(hash))
            throw new InvalidDataException("history snapshot: damaged, its SHA-256 differs");
        return body;
    }

    private static void ReadKeys(ref CompactReader from, KeyTable table)
    {
        var count = from.Count();
        table.MakeRoom(count);
        for (var i = 0; i < count; i++)
        {
            if (table.Intern(from.Text()) != i)
                throw from.Damaged("a key that is listed twice");
        }
    }

    private void ReadPartitions(ref CompactReader from)
    {
        var count = from.Count();
        for (var i = 0; i < count; i++)
        {
            var key = ((InputLog)from.Byte(), from.SignedInt());
            partitions[key] = new PartitionProgress { NextOffset = from.Signed(), Highest = new LocalTime(from.Signed()) };
        }
    }

    private static void ReadBlock(byte[] body, ref CompactReader from, CountBlock block, int keys)
    {
        var offsets = new int[keys];
        for (var key = 0; key < keys; key++)
        {
            var at = from.Position;
            if (from.Count() == 0)
                continue;
            offsets[key] = at;
            from.Skip(from.Count());
        }

        block.Resume(body, offsets);
    }

    private void ReadOrders(byte[] body, ref CompactReader from, bool withPositions, int closedBefore)
    {
        var count = from.Count();
        var reader = new OrderReader(counts, withPositions);
        var packed = new PackedOrders(body, reader, count) { Start = from.Position };
        var open = new List<OrderMemory>();
        closing.Resume(closedBefore);
        for (var i = 0; i < count; i++)
        {
            var at = from.Position;
            from.SkipText();
            var idBytes = from.Position - at;
            var length = from.Count();
            var end = from.Position + length;
            var lastDay = from.SignedInt();
            from.Skip(end - from.Position);
            if (lastDay < closedBefore)
            {
                packed.Add(at, idBytes, lastDay);
                continue;
            }

            var memory = packed.Read(at, out _);
            open.Add(memory);
            foreach (var day in reader.Days)
            {
                if (day >= closedBefore)
                    closing.Open(memory, day);
            }
        }

        packed.End = from.Position;
        orders.Resume(packed, open);
    }
}
