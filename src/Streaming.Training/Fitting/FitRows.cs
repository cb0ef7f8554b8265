using System.Collections.Concurrent;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting.LightGbm;

namespace Streaming.Training.Fitting;

/// <summary>
/// Rows that several fits share: what families make of them is made once, by the first fit that asks. Thread-safe; whoever made it disposes
/// of it when no fit runs on it any more.
/// </summary>
internal sealed class FitRows : IDisposable
{
    private readonly Lazy<MissingEncoding> encoding;
    private readonly Lazy<float[][]> encoded;
    private readonly ConcurrentDictionary<(int Bins, double Weight), Lazy<DatasetHandle>> binned = new();

    /// <param name="vectors">Encoded vectors, NaN where missing.</param>
    /// <param name="satisfied">One label per row.</param>
    /// <param name="columns">The vector's values that a model may use.</param>
    public FitRows(IReadOnlyList<float[]> vectors, IReadOnlyList<bool> satisfied, IReadOnlyList<int> columns)
    {
        (Vectors, Satisfied, Columns) = (vectors, satisfied, columns);
        encoding = new Lazy<MissingEncoding>(() => new MissingEncoding(columns, vectors));
        encoded = new Lazy<float[][]>(() => [.. vectors.Select(Encoding.Encode)]);
    }

    public IReadOnlyList<float[]> Vectors { get; }

    public IReadOnlyList<bool> Satisfied { get; }

    public IReadOnlyList<int> Columns { get; }

    public int Count => Vectors.Count;

    public MissingEncoding Encoding => encoding.Value;

    /// <summary>The vectors' columns, missing values as numbers.</summary>
    public IReadOnlyList<float[]> Encoded => encoded.Value;

    /// <summary>LightGBM's own form of the rows.</summary>
    /// <exception cref="TrainingException">LightGBM refuses them.</exception>
    /// <exception cref="DllNotFoundException">LightGBM cannot be loaded.</exception>
    public DatasetHandle BinnedAs(CandidateParameters settings) =>
        binned
            .GetOrAdd(
                (settings.MaximumBins, settings.UnsatisfiedWeight),
                key => new Lazy<DatasetHandle>(() => BinnedRows.Of(this, key.Bins, key.Weight))
            )
            .Value;

    public void Dispose()
    {
        foreach (var made in binned.Values)
            if (made.IsValueCreated)
                made.Value.Dispose();
    }
}
