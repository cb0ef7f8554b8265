using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Streaming.Scorer.DeadLetters;

/// <summary>Stands for a record key, which may be a megabyte long.</summary>
public static class KeyHash
{
    /// <summary>The first 16 bytes of SHA-256: nobody can make two keys park each other.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
