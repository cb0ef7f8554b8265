using System.Runtime.InteropServices;
using Streaming.Contracts;
using Streaming.Features;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>The feature vector with which the live scorer scored one order event.</summary>
/// <param name="OrderEventId">The event.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="Version">Of the order event.</param>
/// <param name="AnsweredBeforeDelivery">A review of the order was already in.</param>
/// <param name="ModelSha256">Artifact that scored: its dictionary gave the category codes in the vector.</param>
/// <param name="Values">In the order of the feature schema, NaN = missing.</param>
public sealed record ServedVector(
    string OrderEventId,
    string OrderId,
    int Version,
    bool AnsweredBeforeDelivery,
    string ModelSha256,
    float[] Values
);

/// <summary>
/// What the live scorer computed of the current feature version, so that nobody computes it again: empty where the source holds none. At
/// most one per order event, the
/// latest. Little-endian machines only, like everything that stores floats as memory holds them.
/// </summary>
public static class ServedVectors
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{IngestionStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "served.bin";

    private const string Format = "SERVED01";

    /// <exception cref="ArgumentException">A vector is not as long as the feature schema.</exception>
    public static void Write(string path, IReadOnlyCollection<ServedVector> vectors)
    {
        using var writer = new BinaryWriter(OwnerOnly.Create(path, 1 << 20));
        writer.Write(Format);
        writer.Write(FeatureSchema.Version);
        writer.Write(FeatureSchema.All.Count);
        writer.Write(vectors.Count);
        foreach (var vector in vectors)
        {
            if (vector.Values.Length != FeatureSchema.All.Count)
                throw new ArgumentException(
                    $"the vector of {vector.OrderEventId} has {vector.Values.Length} values; "
                        + $"the feature schema has {FeatureSchema.All.Count}",
                    nameof(vectors)
                );
            writer.Write(vector.OrderEventId);
            writer.Write(vector.OrderId);
            writer.Write(vector.Version);
            writer.Write(vector.AnsweredBeforeDelivery);
            writer.Write(vector.ModelSha256);
            writer.Write(MemoryMarshal.AsBytes<float>(vector.Values));
        }
    }

    /// <exception cref="InvalidDataException">The file is not of this format, was cut, or is of another feature version.</exception>
    public static IReadOnlyList<ServedVector> Read(string path)
    {
        using var reader = new BinaryReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan)
        );
        try
        {
            if (reader.ReadString() != Format)
                throw new InvalidDataException($"{path} holds no served vectors");
            var (version, width) = (reader.ReadString(), reader.ReadInt32());
            if (version != FeatureSchema.Version || width != FeatureSchema.All.Count)
                throw new InvalidDataException(
                    $"{path} holds vectors of feature version {version} with {width} values; "
                        + $"this program has version {FeatureSchema.Version} with {FeatureSchema.All.Count}"
                );
            var vectors = new List<ServedVector>();
            var shas = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (eventId, orderId, orderVersion, answered, sha) = (
                    reader.ReadString(),
                    reader.ReadString(),
                    reader.ReadInt32(),
                    reader.ReadBoolean(),
                    reader.ReadString()
                );
                if (!shas.TryGetValue(sha, out var shared))
                    shas.Add(sha, shared = sha);
                var values = new float[width];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                vectors.Add(new ServedVector(eventId, orderId, orderVersion, answered, shared, values));
            }

            return vectors;
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException($"{path} was cut", cut);
        }
    }
}
