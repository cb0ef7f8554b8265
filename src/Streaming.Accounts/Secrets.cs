using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Accounts;

/// <summary>Random texts that whoever has them may use, and the hashes of them that are kept.</summary>
internal static class Secrets
{
    private const int Bytes = 32;

    /// <summary>256 random bits in 43 characters that need no escape in an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256, as lower-case hexadecimal digits.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
