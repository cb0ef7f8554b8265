using System.Security.Cryptography;

namespace Streaming.Audit.Artifacts;

/// <summary>The name under which an artifact is kept: the SHA-256 of all its bytes, as 64 lower-case hexadecimal digits.</summary>
public static class ArtifactHash
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    public static string Of(ReadOnlySpan<byte> artifact) => Convert.ToHexStringLower(SHA256.HashData(artifact));

    /// <exception cref="ArgumentException">Not 64 lower-case hexadecimal digits.</exception>
    internal static void Check(string sha256)
    {
        if (sha256.Length != Digits || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"'{sha256}' is not a SHA-256: expected {Digits} lower-case hexadecimal digits", nameof(sha256));
    }
}
