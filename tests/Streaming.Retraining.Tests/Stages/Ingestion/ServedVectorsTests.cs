using Streaming.Features;
using Streaming.Retraining.Stages.Ingestion;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Ingestion;

public sealed class ServedVectorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("served-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void vectors_come_back_bit_for_bit()
    {
        ServedVector[] vectors = [Vector("delivered:o1", 0.1f), Vector("delivered:o2", float.NaN)];
        ServedVectors.Write(Vectors, vectors);
        var read = ServedVectors.Read(Vectors);
        Assert.Equal(vectors, read, Same);
        Assert.Equal(
            vectors.SelectMany(vector => vector.Values).Select(BitConverter.SingleToUInt32Bits),
            read.SelectMany(vector => vector.Values).Select(BitConverter.SingleToUInt32Bits)
        );
    }

    [Fact]
    public void no_vectors_are_a_file_too()
    {
        ServedVectors.Write(Vectors, []);
        Assert.Empty(ServedVectors.Read(Vectors));
    }

    [Fact]
    public void a_vector_of_another_width_is_not_written() =>
        Assert.Throws<ArgumentException>(() => ServedVectors.Write(Vectors, [Vector("delivered:o1", 0) with { Values = [1] }]));

    [Fact]
    public void a_cut_file_is_refused()
    {
        ServedVectors.Write(Vectors, [Vector("delivered:o1", 1)]);
        File.WriteAllBytes(Vectors, File.ReadAllBytes(Vectors)[..^3]);
        Assert.Throws<InvalidDataException>(() => ServedVectors.Read(Vectors));
    }

    private string Vectors => Path.Combine(folder, ServedVectors.FileName);

    private static ServedVector Vector(string eventId, float value) =>
        new(
            eventId,
            eventId["delivered:".Length..],
            1,
            value > 0,
            new string('a', 64),
            [.. Enumerable.Repeat(value, FeatureSchema.All.Count)]
        );

    private static bool Same(ServedVector a, ServedVector b) =>
        (a.OrderEventId, a.OrderId, a.Version, a.AnsweredBeforeDelivery, a.ModelSha256)
        == (b.OrderEventId, b.OrderId, b.Version, b.AnsweredBeforeDelivery, b.ModelSha256);
}
