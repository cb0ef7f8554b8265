using Streaming.Contracts.Events;
using Streaming.Models;

namespace Streaming.Console.Projection.Windows;

/// <summary>Counts of all histograms of one model in one row: of each its bins, then missing, then unseen. The score comes first.</summary>
/// <param name="Features">Names, the score as <c>probability</c>.</param>
/// <param name="Bins">Bins of each, without missing and unseen.</param>
internal sealed record BinLayout(IReadOnlyList<string> Features, IReadOnlyList<int> Bins)
{
    public const string Score = "probability";

    /// <summary>Missing and unseen.</summary>
    public const int Beside = 2;

    public int Length => Bins.Sum() + Beside * Bins.Count;

    public static BinLayout Of(ScoringWindow window) =>
        new(
            [Score, .. window.FeatureHistograms.Select(histogram => histogram.Feature)],
            [window.ScoreHistogram.Count, .. window.FeatureHistograms.Select(histogram => histogram.Counts.Count)]
        );

    public static BinLayout Of(Reference reference) =>
        new(
            [Score, .. reference.Features.Select(histogram => histogram.Feature)],
            [reference.Score.Counts.Count, .. reference.Features.Select(histogram => histogram.Counts.Count)]
        );

    public bool IsSame(BinLayout other) => Features.SequenceEqual(other.Features) && Bins.SequenceEqual(other.Bins);

    public static void Add(ScoringWindow window, long[] sums)
    {
        var at = AddBins(window.ScoreHistogram, sums, 0) + Beside; // a score is never missing
        foreach (var histogram in window.FeatureHistograms)
        {
            at = AddBins(histogram.Counts, sums, at);
            sums[at++] += histogram.Missing;
            sums[at++] += histogram.Unseen;
        }
    }

    public long[] Counts(Reference reference)
    {
        var counts = new long[Length];
        var at = 0;
        foreach (var histogram in (IEnumerable<ReferenceHistogram>)[reference.Score, .. reference.Features])
        {
            at = AddBins(histogram.Counts, counts, at);
            counts[at] = histogram.Missing;
            at += Beside;
        }

        return counts;
    }

    public static float[] Edges(Reference reference) =>
        [.. ((IEnumerable<ReferenceHistogram>)[reference.Score, .. reference.Features]).SelectMany(histogram => histogram.UpperEdges)];

    private static int AddBins(IReadOnlyList<long> bins, long[] sums, int at)
    {
        foreach (var count in bins)
            sums[at++] += count;
        return at;
    }
}
