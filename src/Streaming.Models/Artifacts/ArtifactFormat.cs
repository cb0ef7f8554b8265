using System.Text.Json;
using Streaming.Models.Forests;

namespace Streaming.Models.Artifacts;

/// <summary>
/// The layout that writer and reader share, all numbers little-endian: magic (8 bytes), format version (int32), section count (int32),
/// file length (int64); per section its name (12 bytes, ASCII, zero-padded), length (int64) and SHA-256; SHA-256 of everything before;
/// then the sections one after the other, in the order of <see cref="Sections"/>.
/// </summary>
internal static class ArtifactFormat
{
    public const int Version = 1;
    public const int PreambleBytes = 24;
    public const int SectionNameBytes = 12;
    public const int HashBytes = 32;
    public const int SectionEntryBytes = SectionNameBytes + sizeof(long) + HashBytes;

    public const string Metadata = "metadata";
    public const string Forest = "forest";
    public const string Calibration = "calibration";
    public const string Reference = "reference";
    public const string Golden = "golden";
    public const string Histories = "histories";

    public static readonly IReadOnlyList<string> Sections = [Metadata, Forest, Calibration, Reference, Golden, Histories];

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    public static ReadOnlySpan<byte> Magic => "STRMODEL"u8;

    public static int HeaderBytes => PreambleBytes + Sections.Count * SectionEntryBytes + HashBytes;
}

/// <summary>The JSON of the metadata section.</summary>
internal sealed record ArtifactMetadata
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string FeatureVersion { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; init; }

    public required IReadOnlyDictionary<string, double> Priors { get; init; }

    public required Policy.TierPolicy Policy { get; init; }

    public required Lineage Lineage { get; init; }

    public required JsonElement Metrics { get; init; }
}
