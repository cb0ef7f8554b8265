using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Numbers in as few bytes as they need; hexadecimal ids, which most are, in half their length.</summary>
internal sealed class CompactWriter
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ArrayBufferWriter<byte> buffer = new(1 << 16);

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => buffer.ResetWrittenCount();

    public void Raw(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    public void Unsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        buffer.Advance(length);
    }

    public void Count(int value) => Unsigned((ulong)value);

    /// <summary>Small magnitudes of either sign take few bytes.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>Lowest bit of the leading length: whether the text is lower-case hexadecimal digits, packed two to a byte.</summary>
    public void Text(string text)
    {
        if (IsPackable(text))
        {
            Count(text.Length / 2 << 1 | 1);
            Convert.FromHexString(text, buffer.GetSpan(text.Length / 2), out _, out var written);
            buffer.Advance(written);
            return;
        }

        Count(Encoding.UTF8.GetByteCount(text) << 1);
        Encoding.UTF8.GetBytes(text, buffer);
    }

    private static bool IsPackable(string text) =>
        text.Length > 0 && text.Length % 2 == 0 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
