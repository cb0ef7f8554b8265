using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Streaming.Models;

/// <summary>Reference histograms, frozen at training time. Immutable and thread-safe.</summary>
public sealed class Reference(IReadOnlyList<ReferenceHistogram> features, ReferenceHistogram score)
{
    /// <summary>Features that have bins, in vector order.</summary>
    public IReadOnlyList<ReferenceHistogram> Features { get; } = features;

    public ReferenceHistogram Score { get; } = score;
}

/// <param name="Feature">The feature's name, or <c>probability</c>.</param>
/// <param name="FeatureIndex">Index in the vector; -1 for the score.</param>
/// <param name="UpperEdges">Ascending upper edges, inclusive; bin i holds values above edge i-1 and up to edge i; one more bin above the
/// last edge.</param>
/// <param name="Counts">Training counts, one more than edges.</param>
/// <param name="Missing">Training values that were NaN.</param>
public sealed record ReferenceHistogram(
    string Feature,
    int FeatureIndex,
    IReadOnlyList<float> UpperEdges,
    IReadOnlyList<long> Counts,
    long Missing
)
{
    /// <summary>Up to here, comparing with all edges at once is faster than a binary search: no processor predicts its branches.</summary>
    internal const int MostCompared = 64;

    private readonly float[] edges = Padded(UpperEdges);

    /// <summary>The bin of a value that is not NaN. Allocates nothing.</summary>
    public int BinOf(float value) => edges.Length <= MostCompared ? EdgesBelow(value) : Search(value);

    private int EdgesBelow(float value)
    {
        var compared = Vector256.Create(value);
        ref var first = ref MemoryMarshal.GetArrayDataReference(edges);
        var below = 0;
        for (var at = 0; at < edges.Length; at += Vector256<float>.Count)
        {
            var isBelow = Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)at), compared);
            below += BitOperations.PopCount(isBelow.ExtractMostSignificantBits());
        }

        return below;
    }

    private int Search(float value)
    {
        int low = 0,
            high = edges.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (edges[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Whole vectors: what is added lies below no value.</summary>
    private static float[] Padded(IReadOnlyList<float> edges)
    {
        var width = Vector256<float>.Count;
        var padded = new float[(edges.Count + width - 1) / width * width];
        Array.Fill(padded, float.PositiveInfinity);
        for (var i = 0; i < edges.Count; i++)
            padded[i] = edges[i];
        return padded;
    }
}
