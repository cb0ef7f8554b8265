using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Streaming.Models.Artifacts;

/// <summary>Bytes to content. Every byte stands under a checksum; whatever does not hold is refused with the check that failed.</summary>
public static class ArtifactReader
{
    /// <summary>Reads an artifact and repeats its golden rows. Does not compare its features with those of this binary.</summary>
    /// <param name="artifact">The whole file.</param>
    /// <param name="expectedSha256">64 hexadecimal digits, or null when any artifact will do.</param>
    /// <exception cref="ArtifactException">A check failed.</exception>
    public static Artifact Read(ReadOnlyMemory<byte> artifact, string? expectedSha256 = null)
    {
        CheckPreamble(artifact.Span);
        var sha256 = ArtifactWriter.Sha256(artifact.Span);
        if (expectedSha256 is not null && !string.Equals(sha256, expectedSha256, StringComparison.OrdinalIgnoreCase))
            throw new ArtifactException($"the artifact's SHA-256 is {sha256}, expected {expectedSha256}");
        var sections = Sections(artifact);
        var metadata = ReadMetadata(sections[0].Span);
        var content = new ArtifactContent
        {
            Name = metadata.Name,
            FeatureVersion = metadata.FeatureVersion,
            Features = metadata.Features,
            Categories = metadata.Categories,
            Priors = metadata.Priors,
            Policy = metadata.Policy,
            Lineage = metadata.Lineage,
            Metrics = metadata.Metrics,
            Forest = Section(ArtifactFormat.Forest, sections[1], SectionReader.Forest),
            Calibration = Section(ArtifactFormat.Calibration, sections[2], SectionReader.Calibration),
            Reference = Section(ArtifactFormat.Reference, sections[3], SectionReader.Reference),
            GoldenRows = Section(ArtifactFormat.Golden, sections[4], reader => SectionReader.GoldenRows(reader, metadata.Features.Count)),
            Histories = sections[5],
        };
        if (content.Forest.FeatureCount != metadata.Features.Count)
            throw new ArtifactException(
                $"the artifact's forest reads {content.Forest.FeatureCount} features, its metadata name {metadata.Features.Count}"
            );
        CheckGoldenRows(content);
        return new Artifact(content, metadata.Version, sha256);
    }

    private static void CheckPreamble(ReadOnlySpan<byte> bytes)
    {
        var magic = ArtifactFormat.Magic;
        if (bytes.Length < magic.Length || !bytes[..magic.Length].SequenceEqual(magic))
            throw new ArtifactException("not a model artifact: it does not begin with " + Encoding.ASCII.GetString(magic));
        if (bytes.Length < ArtifactFormat.PreambleBytes)
            throw new ArtifactException($"the artifact is cut short: {bytes.Length} bytes");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version != ArtifactFormat.Version)
            throw new ArtifactException($"the artifact has format version {version}, this program reads {ArtifactFormat.Version}");
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        if (length != bytes.Length)
            throw new ArtifactException($"the artifact has {bytes.Length} bytes, its header says {length}: cut short or added to");
    }

    private static ReadOnlyMemory<byte>[] Sections(ReadOnlyMemory<byte> artifact)
    {
        var bytes = artifact.Span;
        var headerEnd = ArtifactFormat.HeaderBytes;
        if (bytes.Length < headerEnd)
            throw new ArtifactException($"the artifact is cut short: {bytes.Length} bytes, its header alone has {headerEnd}");
        var hashed = headerEnd - ArtifactFormat.HashBytes;
        if (!SHA256.HashData(bytes[..hashed]).AsSpan().SequenceEqual(bytes[hashed..headerEnd]))
            throw new ArtifactException("the artifact's header does not match its checksum");
        var sections = new ReadOnlyMemory<byte>[ArtifactFormat.Sections.Count];
        long at = headerEnd;
        for (var i = 0; i < sections.Length; i++)
        {
            var entry = bytes.Slice(ArtifactFormat.PreambleBytes + i * ArtifactFormat.SectionEntryBytes, ArtifactFormat.SectionEntryBytes);
            var name = Encoding.ASCII.GetString(entry[..ArtifactFormat.SectionNameBytes]).TrimEnd('\0');
            if (name != ArtifactFormat.Sections[i])
                throw new ArtifactException($"section {i} of the artifact is '{name}', expected '{ArtifactFormat.Sections[i]}'");
            var length = BinaryPrimitives.ReadInt64LittleEndian(entry[ArtifactFormat.SectionNameBytes..]);
            if (length < 0 || length > bytes.Length - at)
                throw new ArtifactException($"section '{name}' of the artifact has {length} bytes, {bytes.Length - at} are left");
            sections[i] = artifact.Slice((int)at, (int)length);
            if (!SHA256.HashData(sections[i].Span).AsSpan().SequenceEqual(entry[^ArtifactFormat.HashBytes..]))
                throw new ArtifactException($"section '{name}' of the artifact does not match its checksum");
            at += length;
        }

        if (at != bytes.Length)
            throw new ArtifactException($"the artifact has {bytes.Length - at} bytes after its last section");
        return sections;
    }

    private static ArtifactMetadata ReadMetadata(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ArtifactMetadata>(json, ArtifactFormat.Json)
                ?? throw new ArtifactException("the artifact's metadata are empty");
        }
        catch (JsonException broken)
        {
            throw new ArtifactException("the artifact's metadata cannot be read: " + broken.Message, broken);
        }
    }

    private static T Section<T>(string name, ReadOnlyMemory<byte> bytes, Func<BinaryReader, T> read)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            var value = read(reader);
            return stream.Position == stream.Length
                ? value
                : throw new ArtifactException($"section '{name}' of the artifact has {stream.Length - stream.Position} bytes too many");
        }
        catch (Exception broken) when (broken is EndOfStreamException or ArgumentException or FormatException or IOException)
        {
            throw new ArtifactException($"section '{name}' of the artifact cannot be read: {broken.Message}", broken);
        }
    }

    private static void CheckGoldenRows(ArtifactContent content)
    {
        if (content.GoldenRows.Count == 0)
            throw new ArtifactException("the artifact has no golden rows: nothing shows that it scores here as it did where it was made");
        for (var i = 0; i < content.GoldenRows.Count; i++)
        {
            var golden = content.GoldenRows[i];
            var now = GoldenRow.Of(golden.Vector, content.Forest, content.Calibration);
            if (!SameBits(now.Margin, golden.Margin) || !SameBits(now.Probability, golden.Probability))
                throw new ArtifactException(
                    $"golden row {i} scores margin {now.Margin:R} and probability {now.Probability:R}, recorded were {golden.Margin:R} "
                        + $"and {golden.Probability:R}"
                );
        }
    }

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}

/// <summary>An artifact that passed its own checks.</summary>
/// <param name="Content">What it carries.</param>
/// <param name="Version">Derived from the content, 12 hexadecimal digits.</param>
/// <param name="Sha256">Of all bytes, 64 lower-case hexadecimal digits.</param>
public sealed record Artifact(ArtifactContent Content, string Version, string Sha256);
