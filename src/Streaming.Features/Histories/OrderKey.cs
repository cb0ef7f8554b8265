using System.Buffers;
using System.Buffers.Binary;
using Streaming.Features.Histories.Snapshots;

namespace Streaming.Features.Histories;

/// <summary>An order id in little memory: 32 lower-case hexadecimal digits, which most are, as their 16 bytes; any other as text. Compares
/// in ordinal order of the ids.</summary>
/// <remarks>The text of such an id takes 88 bytes, more than anything else that is remembered of an order.</remarks>
internal readonly record struct OrderKey : IComparable<OrderKey>
{
    public const int HexDigits = 32;
    public const int HexBytes = HexDigits / 2;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly ulong high;
    private readonly ulong low;
    private readonly string? text;

    private OrderKey(ulong high, ulong low, string? text) => (this.high, this.low, this.text) = (high, low, text);

    /// <summary>The id as text when it is none of 32 hexadecimal digits; else null.</summary>
    public string? Text => text;

    /// <summary>See <see cref="OrdinalOrder.Leading"/>.</summary>
    public ulong Leading => text is null ? OrdinalOrder.LeadingDigits((ushort)(high >> 48)) : OrdinalOrder.Leading(text);

    public static OrderKey Of(string id)
    {
        if (id.Length != HexDigits || id.AsSpan().ContainsAnyExcept(Digits))
            return new OrderKey(0, 0, id);
        Span<byte> bytes = stackalloc byte[HexBytes];
        Convert.FromHexString(id, bytes, out _, out _);
        return OfBytes(bytes);
    }

    /// <summary>From the 16 bytes of a hexadecimal id.</summary>
    public static OrderKey OfBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), null);

    public void WriteBytes(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, high);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], low);
    }

    public int CompareTo(OrderKey other)
    {
        if (text is not null || other.text is not null)
            return string.CompareOrdinal(ToString(), other.ToString());
        return high != other.high ? high.CompareTo(other.high) : low.CompareTo(other.low);
    }

    /// <summary>Seeded per process, so that nobody can send ids that collide.</summary>
    public override int GetHashCode() => HashCode.Combine(high, low, text);

    public override string ToString()
    {
        if (text is not null)
            return text;
        Span<byte> bytes = stackalloc byte[HexBytes];
        WriteBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
