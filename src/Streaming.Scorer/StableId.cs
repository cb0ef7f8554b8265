using System.Security.Cryptography;
using System.Text;

namespace Streaming.Scorer;

/// <summary>Ids that the same decision always gets again, whoever computes them.</summary>
internal static class StableId
{
    /// <summary>More than the ids of an order and an event need.</summary>
    private const int UsualBytes = 512;

    /// <summary>The first 16 bytes of SHA-256 over the parts, each ended by a zero byte, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += Encoding.UTF8.GetByteCount(part) + 1;
        Span<byte> bytes = length <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            at += Encoding.UTF8.GetBytes(part, bytes[at..]);
            bytes[at++] = 0;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
