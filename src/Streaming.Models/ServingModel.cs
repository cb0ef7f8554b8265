using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models.Policy;

namespace Streaming.Models;

/// <summary>Margin in log-odds of satisfied, calibrated probability of satisfied, tier.</summary>
public readonly record struct Score(double Margin, double Probability, Tier Tier);

/// <summary>A verified artifact, ready to score. Immutable and thread-safe.</summary>
public sealed class ServingModel
{
    /// <summary>Reads an artifact file, checks its SHA-256 (when one is expected) and its golden rows.</summary>
    /// <exception cref="Artifacts.ArtifactException">Not an artifact, cut short, another format version, another hash, or a golden row differs.</exception>
    public static ServingModel Load(ReadOnlyMemory<byte> artifact, string? expectedSha256 = null) => throw new NotImplementedException($"{artifact}{expectedSha256}");

    public string Name => throw new NotImplementedException();

    public string Version => throw new NotImplementedException();

    public string Sha256 => throw new NotImplementedException();

    public string FeatureVersion => throw new NotImplementedException();

    public TierPolicy Policy => throw new NotImplementedException();

    public CategoryDictionary Categories => throw new NotImplementedException();

    /// <summary>Bins of every feature and of the score, with the training slice's counts.</summary>
    public Reference Reference => throw new NotImplementedException();

    /// <summary>Scores one encoded vector in the order of <see cref="FeatureSchema.All"/>. Allocates nothing.</summary>
    public Score Score(ReadOnlySpan<float> vector) => throw new NotImplementedException($"{vector.Length}");

    /// <summary>The strongest contributions away from satisfied, strongest first, in words.</summary>
    public IReadOnlyList<Reason> Explain(ReadOnlySpan<float> vector, int limit = 3) => throw new NotImplementedException($"{vector.Length}{limit}");

    /// <summary>A fresh copy of the histories that the artifact carries; the caller owns it.</summary>
    public HistoryTable LoadHistories() => throw new NotImplementedException();
}

/// <summary>Reference histograms, frozen at training time.</summary>
public sealed class Reference
{
    /// <summary>Features that have bins, in vector order.</summary>
    public IReadOnlyList<ReferenceHistogram> Features => throw new NotImplementedException();

    public ReferenceHistogram Score => throw new NotImplementedException();
}

/// <param name="Feature">The feature's name, or <c>probability</c>.</param>
/// <param name="FeatureIndex">Index in the vector; -1 for the score.</param>
/// <param name="UpperEdges">Ascending upper edges, inclusive; bin i holds values above edge i-1 and up to edge i; one more bin above the last edge.</param>
/// <param name="Counts">Training counts, one more than edges.</param>
/// <param name="Missing">Training values that were NaN.</param>
public sealed record ReferenceHistogram(string Feature, int FeatureIndex, IReadOnlyList<float> UpperEdges, IReadOnlyList<long> Counts, long Missing)
{
    /// <summary>The bin of a value that is not NaN.</summary>
    public int BinOf(float value) => throw new NotImplementedException($"{value}");
}
