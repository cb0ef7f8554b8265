using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Numbers in as few bytes as they need; hexadecimal ids, which most are, in half their length.</summary>
/// <param name="capacity">Bytes to make room for at once: growing copies, and each large array makes the runtime collect the whole
/// heap.</param>
internal sealed class CompactWriter(long capacity = 1 << 12)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(capacity, Array.MaxLength));
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => length = 0;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    public void Unsigned(ulong value)
    {
        const int longest = 10;
        var room = Room(longest);
        var written = 0;
        for (; value >= 0x80; value >>= 7)
            room[written++] = (byte)(value | 0x80);
        room[written++] = (byte)value;
        length += written;
    }

    public void Count(int value) => Unsigned((ulong)value);

    /// <summary>Small magnitudes of either sign take few bytes.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        length++;
    }

    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        length += sizeof(ulong);
    }

    /// <summary>Lowest bit of the leading length: whether the text is lower-case hexadecimal digits, packed two to a byte.</summary>
    public void Text(string text)
    {
        if (IsPackable(text))
        {
            Count(text.Length / 2 << 1 | 1);
            Convert.FromHexString(text, Room(text.Length / 2), out _, out var written);
            length += written;
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        Count(bytes << 1);
        length += Encoding.UTF8.GetBytes(text, Room(bytes));
    }

    /// <summary>An order id, as <see cref="Text"/> writes it.</summary>
    public void Id(OrderKey key)
    {
        if (key.Text is { } text)
        {
            Text(text);
            return;
        }

        Count(OrderKey.HexBytes << 1 | 1);
        key.WriteBytes(Room(OrderKey.HexBytes));
        length += OrderKey.HexBytes;
    }

    /// <exception cref="InvalidOperationException">The snapshot would be larger than an array can be.</exception>
    private Span<byte> Room(int bytes)
    {
        if (bytes > buffer.Length - length)
            Grow(bytes);
        return buffer.AsSpan(length, bytes);
    }

    private void Grow(int bytes)
    {
        if (bytes > Array.MaxLength - length)
            throw new InvalidOperationException(
                $"a history snapshot of more than {Array.MaxLength} bytes cannot be written: shard the histories"
            );
        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)length + bytes, 2L * buffer.Length)));
    }

    private static bool IsPackable(string text) => text.Length > 0 && text.Length % 2 == 0 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
