using System.Security.Cryptography;
using System.Text;

namespace Streaming.Scorer;

/// <summary>Ids that the same decision always gets again, whoever computes them.</summary>
internal static class StableId
{
    /// <summary>The first 16 bytes of SHA-256 over the parts, each ended by a zero byte, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
