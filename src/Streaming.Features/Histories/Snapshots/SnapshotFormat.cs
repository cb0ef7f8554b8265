namespace Streaming.Features.Histories.Snapshots;

/// <summary>
/// A snapshot: magic, format version, flags, length of the body (8 bytes, little-endian), body, SHA-256 of everything before it. In the
/// body all numbers
/// are variable-length, keys and orders stand in ordinal order, and everything refers to keys by their place in that order. Series and
/// orders say how long they
/// are, so that a reader can leave them packed.
/// </summary>
internal static class SnapshotFormat
{
    public const byte Version = 2;
    public const byte WithPositions = 1;
    public const int HeaderBytes = 14;
    public const int HashBytes = 32;

    /// <summary>Four bytes that no text begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0xDA, (byte)'H', (byte)'S', (byte)'T'];
}
