using System.Buffers.Binary;

namespace Streaming.Fuzz.Mutation;

/// <summary>Changes bytes as damage and hostile writers do: flipped bits, numbers at their limits, pieces cut, doubled, moved and taken
/// from another input.</summary>
internal sealed class ByteMutator(Random random)
{
    private const int LongestPiece = 64;
    private const int MostChanges = 6;

    private static readonly byte[] OddBytes = [0x00, 0x01, 0x02, 0x03, 0x0A, 0x20, 0x22, 0x2C, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

    private static readonly long[] OddNumbers =
    [
        0,
        1,
        -1,
        2,
        63,
        64,
        127,
        128,
        255,
        256,
        1_000,
        65_535,
        65_536,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        long.MaxValue,
        long.MinValue,
        253_402_300_799_999,
        253_402_300_800_000,
        1_530_000_000_000_000,
        -62_135_596_800_001,
    ];

    /// <summary>A changed copy, at most <paramref name="longest"/> bytes.</summary>
    /// <param name="input">Stays as it is.</param>
    /// <param name="other">An input that pieces are taken from.</param>
    public byte[] Mutate(byte[] input, byte[] other, int longest)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 + random.Next(MostChanges); changes > 0; changes--)
            Change(bytes, other);
        if (bytes.Count > longest)
            bytes.RemoveRange(longest, bytes.Count - longest);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        switch (random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = OddBytes[random.Next(OddBytes.Length)];
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(LongestPiece), bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + random.Next(LongestPiece), bytes.Count - at)));
                break;
            case 5:
                bytes.InsertRange(at, Piece(other));
                break;
            case 6:
                bytes.InsertRange(at, VariableLength(OddNumbers[random.Next(OddNumbers.Length)]));
                break;
            case 7:
                Overwrite(bytes, at, VariableLength(OddNumbers[random.Next(OddNumbers.Length)]));
                break;
            case 8:
                bytes.InsertRange(at, Repeated(bytes, at));
                break;
            default:
                Overwrite(bytes, at, FixedLength(OddNumbers[random.Next(OddNumbers.Length)]));
                break;
        }
    }

    private byte[] Piece(byte[] other)
    {
        if (other.Length == 0)
            return [0];
        var from = random.Next(other.Length);
        return other.AsSpan(from, Math.Min(1 + random.Next(LongestPiece), other.Length - from)).ToArray();
    }

    /// <summary>A short piece up to thousands of times: lists of many blocks, deep nesting, long texts.</summary>
    private List<byte> Repeated(List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Math.Min(1 + random.Next(LongestPiece / 4), bytes.Count - at));
        var repeated = new List<byte>();
        for (var times = 1 << random.Next(13); times > 0; times--)
            repeated.AddRange(piece);
        return repeated;
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }

    /// <summary>As Avro writes a long.</summary>
    private static byte[] VariableLength(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var bytes = new List<byte>();
        for (; rest >= 0x80; rest >>= 7)
            bytes.Add((byte)(rest | 0x80));
        bytes.Add((byte)rest);
        return [.. bytes];
    }

    private static byte[] FixedLength(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
