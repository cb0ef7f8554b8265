using System.Buffers.Binary;
using System.Text;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">Thrown by every method where the bytes cannot be what was written.</exception>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes, int start = 0)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position = start;

    /// <summary>Offset of what is read next.</summary>
    public readonly int Position => position;

    public readonly bool IsAtEnd => position == bytes.Length;

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged("a number of more than ten bytes");
    }

    /// <summary>A count of things of which each takes at least one byte.</summary>
    public int Count()
    {
        var value = Unsigned();
        return value <= (ulong)(bytes.Length - position)
            ? (int)value
            : throw Damaged($"a count of {value} with {bytes.Length - position} bytes left");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int SignedInt()
    {
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged($"{value} where a 32-bit number belongs");
    }

    /// <summary>An index below <paramref name="limit"/>.</summary>
    public int Index(int limit)
    {
        var value = Unsigned();
        return value < (ulong)limit ? (int)value : throw Damaged($"index {value} of {limit}");
    }

    public byte Byte()
    {
        if (position == bytes.Length)
            throw Damaged("a byte wanted, none left");
        return bytes[position++];
    }

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public string Text()
    {
        var length = Unsigned();
        if (length >> 1 > (ulong)bytes.Length)
            throw Damaged($"a text of {length >> 1} bytes");
        var span = Take((int)(length >> 1));
        return (length & 1) == 1 ? Convert.ToHexStringLower(span) : Encoding.UTF8.GetString(span);
    }

    public OrderKey Id()
    {
        const ulong hexadecimal = OrderKey.HexBytes << 1 | 1;
        var start = position;
        if (Unsigned() == hexadecimal)
            return OrderKey.OfBytes(Take(OrderKey.HexBytes));
        position = start;
        return OrderKey.Of(Text());
    }

    public void Skip(int count) => Take(count);

    /// <summary>Steps over a text.</summary>
    public void SkipText() => Take((int)Math.Min(Unsigned() >> 1, int.MaxValue));

    public readonly InvalidDataException Damaged(string what) => new($"history snapshot: {what} at byte {position} of the body");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - position)
            throw Damaged($"{count} bytes wanted, {bytes.Length - position} left");
        var span = bytes.Slice(position, count);
        position += count;
        return span;
    }
}
