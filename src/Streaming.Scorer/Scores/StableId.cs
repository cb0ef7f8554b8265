using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Streaming.Scorer.Scores;

/// <summary>Ids that the same decision always gets again, whoever computes them.</summary>
public static class StableId
{
    /// <summary>More than the ids of an order and an event need.</summary>
    private const int UsualBytes = 512;

    /// <summary>A UTF-16 unit takes at most so many bytes.</summary>
    private const int MostBytesPerChar = 3;

    /// <summary>
    /// The first 16 bytes of SHA-256 over the parts as UTF-8, each ended by a zero byte, as 32 lower-case hexadecimal digits. Two lists of
    /// texts never give the same
    /// bytes: a zero inside of a part, and half of a surrogate pair, are written in forms that no other text has in UTF-8.
    /// </summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var most = 0;
        foreach (var part in parts)
            most += part.Length * MostBytesPerChar + 1;
        Span<byte> bytes = most <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[most];
        var at = 0;
        foreach (var part in parts)
        {
            at += Write(part, bytes[at..]);
            bytes[at++] = 0;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..at], digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static int Write(ReadOnlySpan<char> part, Span<byte> into)
    {
        if (
            !part.Contains('\0')
            && Utf8.FromUtf16(part, into, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
        )
            return written;
        written = 0;
        while (part.Length > 0)
        {
            if (part[0] == '\0')
            {
                (into[written], into[written + 1]) = (0xC0, 0x80); // two bytes for a zero, as in "modified UTF-8"
                written += 2;
                part = part[1..];
            }
            else if (Rune.DecodeFromUtf16(part, out var rune, out var read) == OperationStatus.Done)
            {
                written += rune.EncodeToUtf8(into[written..]);
                part = part[read..];
            }
            else
            {
                var half = part[0];
                (into[written], into[written + 1], into[written + 2]) = (
                    (byte)(0xE0 | half >> 12),
                    (byte)(0x80 | half >> 6 & 0x3F),
                    (byte)(0x80 | half & 0x3F)
                );
                written += 3;
                part = part[1..];
            }
        }

        return written;
    }
}
