using Streaming.Features.SingleEvent;

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
    private readonly float[] edges = [.. UpperEdges];

    /// <summary>The bin of a value that is not NaN. Allocates nothing.</summary>
    public int BinOf(float value)
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
}
