using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Models.Policy;

namespace Streaming.Models.Artifacts;

/// <summary>Content to bytes: equal content writes equal bytes.</summary>
public static class ArtifactWriter
{
    /// <summary>Hexadecimal digits of a version: enough that no two models of one stream collide, few enough to say aloud.</summary>
    private const int VersionDigits = 12;

    public static byte[] Write(ArtifactContent content)
    {
        byte[][] parts =
        [
            Bytes(writer => Write(writer, content.Forest.Arrays)),
            Bytes(writer => Write(writer, content.Calibration)),
            Bytes(writer => Write(writer, content.Reference)),
            Bytes(writer => Write(writer, content.GoldenRows)),
            content.Histories.ToArray(),
        ];
        return Assemble([JsonSerializer.SerializeToUtf8Bytes(Metadata(content, VersionOf(content, parts)), ArtifactFormat.Json), .. parts]);
    }

    /// <summary>SHA-256 of the file's bytes, 64 lower-case hexadecimal digits: the name by which an artifact is found.</summary>
    public static string Sha256(ReadOnlySpan<byte> artifact) => Convert.ToHexStringLower(SHA256.HashData(artifact));

    /// <summary>Writes beside the target and renames, so that no reader ever meets half a file. An existing file is replaced.</summary>
    public static void Save(string path, ReadOnlySpan<byte> artifact)
    {
        var temporary = path + "." + Sha256(artifact)[..VersionDigits] + ".tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(artifact);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static ArtifactMetadata Metadata(ArtifactContent content, string version) =>
        new()
        {
            Name = content.Name,
            Version = version,
            FeatureVersion = content.FeatureVersion,
            Features = content.Features,
            Categories = content.Categories,
            Priors = content.Priors,
            Policy = content.Policy,
            Lineage = content.Lineage,
            Metrics = content.Metrics,
        };

    private static string VersionOf(ArtifactContent content, byte[][] parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Metadata(content, ""), ArtifactFormat.Json));
        foreach (var part in parts)
            hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..VersionDigits];
    }

    private static byte[] Assemble(IReadOnlyList<byte[]> sections)
    {
        var file = new byte[ArtifactFormat.HeaderBytes + sections.Sum(section => (long)section.Length)];
        ArtifactFormat.Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), ArtifactFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), file.LongLength);
        int entry = ArtifactFormat.PreambleBytes,
            at = ArtifactFormat.HeaderBytes;
        for (var i = 0; i < sections.Count; i++)
        {
            Encoding.ASCII.GetBytes(ArtifactFormat.Sections[i], file.AsSpan(entry, ArtifactFormat.SectionNameBytes));
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(entry + ArtifactFormat.SectionNameBytes), sections[i].Length);
            SHA256.HashData(sections[i], file.AsSpan(entry + ArtifactFormat.SectionNameBytes + sizeof(long)));
            sections[i].CopyTo(file, at);
            entry += ArtifactFormat.SectionEntryBytes;
            at += sections[i].Length;
        }

        SHA256.HashData(file.AsSpan(0, entry), file.AsSpan(entry));
        return file;
    }

    private static void Write(BinaryWriter writer, ForestArrays forest)
    {
        writer.Write(forest.FeatureCount);
        writer.Write(forest.GridBits);
        writer.Write(forest.Bias);
        writer.Write(forest.Roots.Length);
        writer.Write(forest.Features.Length);
        writer.Write(forest.LeafValues.Length);
        foreach (var root in forest.Roots)
            writer.Write(root);
        for (var node = 0; node < forest.Features.Length; node++)
        {
            writer.Write(forest.Features[node]);
            writer.Write(forest.Thresholds[node]);
            writer.Write(forest.Left[node]);
            writer.Write(forest.Right[node]);
            writer.Write(forest.MissingLeft[node]);
            writer.Write(forest.NodeCovers[node]);
        }

        for (var leaf = 0; leaf < forest.LeafValues.Length; leaf++)
        {
            writer.Write(forest.LeafValues[leaf]);
            writer.Write(forest.LeafCovers[leaf]);
        }
    }

    private static void Write(BinaryWriter writer, PiecewiseLinear calibration)
    {
        writer.Write(calibration.Margins.Count);
        foreach (var margin in calibration.Margins)
            writer.Write(margin);
        foreach (var probability in calibration.Probabilities)
            writer.Write(probability);
    }

    private static void Write(BinaryWriter writer, Reference reference)
    {
        writer.Write(reference.Features.Count);
        foreach (var histogram in reference.Features)
            Write(writer, histogram);
        Write(writer, reference.Score);
    }

    private static void Write(BinaryWriter writer, ReferenceHistogram histogram)
    {
        writer.Write(histogram.Feature);
        writer.Write(histogram.FeatureIndex);
        writer.Write(histogram.UpperEdges.Count);
        foreach (var edge in histogram.UpperEdges)
            writer.Write(edge);
        foreach (var count in histogram.Counts)
            writer.Write(count);
        writer.Write(histogram.Missing);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<GoldenRow> rows)
    {
        writer.Write(rows.Count);
        foreach (var row in rows)
        {
            foreach (var value in row.Vector)
                writer.Write(value);
            writer.Write(row.Margin);
            writer.Write(row.Probability);
        }
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            write(writer);
        return stream.ToArray();
    }
}
