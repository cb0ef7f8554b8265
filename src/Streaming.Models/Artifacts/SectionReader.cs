using Streaming.Models.Calibration;
using Streaming.Models.Forests;

namespace Streaming.Models.Artifacts;

/// <summary>The binary sections, read as <see cref="ArtifactWriter"/> writes them.</summary>
internal static class SectionReader
{
    public static Forest Forest(BinaryReader reader)
    {
        int features = reader.ReadInt32(),
            bits = reader.ReadInt32();
        var bias = reader.ReadDouble();
        int trees = Count(reader, sizeof(int)),
            nodes = Count(reader, 21),
            leaves = Count(reader, 8);
        var arrays = new ForestArrays
        {
            FeatureCount = features,
            GridBits = bits,
            Bias = bias,
            Roots = new int[trees],
            Features = new int[nodes],
            Thresholds = new float[nodes],
            Left = new int[nodes],
            Right = new int[nodes],
            MissingLeft = new bool[nodes],
            NodeCovers = new int[nodes],
            LeafValues = new int[leaves],
            LeafCovers = new int[leaves],
        };
        for (var tree = 0; tree < trees; tree++)
            arrays.Roots[tree] = reader.ReadInt32();
        for (var node = 0; node < nodes; node++)
        {
            arrays.Features[node] = reader.ReadInt32();
            arrays.Thresholds[node] = reader.ReadSingle();
            arrays.Left[node] = reader.ReadInt32();
            arrays.Right[node] = reader.ReadInt32();
            arrays.MissingLeft[node] = reader.ReadBoolean();
            arrays.NodeCovers[node] = reader.ReadInt32();
        }

        for (var leaf = 0; leaf < leaves; leaf++)
        {
            arrays.LeafValues[leaf] = reader.ReadInt32();
            arrays.LeafCovers[leaf] = reader.ReadInt32();
        }

        return new Forest(arrays);
    }

    public static PiecewiseLinear Calibration(BinaryReader reader)
    {
        var knots = Count(reader, 2 * sizeof(double));
        return new PiecewiseLinear(Doubles(reader, knots), Doubles(reader, knots));
    }

    public static Reference Reference(BinaryReader reader)
    {
        var histograms = new ReferenceHistogram[Count(reader, sizeof(long))];
        for (var i = 0; i < histograms.Length; i++)
            histograms[i] = Histogram(reader);
        return new Reference(histograms, Histogram(reader));
    }

    public static IReadOnlyList<GoldenRow> GoldenRows(BinaryReader reader, int features)
    {
        var rows = new GoldenRow[Count(reader, 2 * sizeof(double))];
        for (var i = 0; i < rows.Length; i++)
        {
            var vector = new float[features];
            for (var value = 0; value < features; value++)
                vector[value] = reader.ReadSingle();
            rows[i] = new GoldenRow(vector, reader.ReadDouble(), reader.ReadDouble());
        }

        return rows;
    }

    private static ReferenceHistogram Histogram(BinaryReader reader)
    {
        var name = reader.ReadString();
        var index = reader.ReadInt32();
        var edges = new float[Count(reader, sizeof(float))];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = reader.ReadSingle();
        var counts = new long[edges.Length + 1];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = reader.ReadInt64();
        return new ReferenceHistogram(name, index, edges, counts, reader.ReadInt64());
    }

    private static double[] Doubles(BinaryReader reader, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = reader.ReadDouble();
        return values;
    }

    /// <summary>A count that the rest of the section can hold, so that a wrong number cannot ask for the machine's memory.</summary>
    private static int Count(BinaryReader reader, int bytesEach)
    {
        var count = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left / bytesEach
            ? count
            : throw new FormatException($"a count of {count} does not fit the {left} bytes that are left");
    }
}
