using System.Collections.Concurrent;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Forests;
using Streaming.Training.Assembly;
using Streaming.Training.Calibrating;
using Streaming.Training.Fitting;
using Streaming.Training.Replay;

namespace Streaming.Training.Candidates;

/// <summary>What every candidate is fitted on and measured on. Thread-safe; changes nothing but what it remembers, and is disposed of after
/// the last fit.</summary>
internal sealed class TrainingData(OrderTable table, TimeSplit split, EncodedRows rows, TrainingParameters parameters) : IDisposable
{
    private static readonly int[] ModelColumns =
    [
        .. Enumerable.Range(0, FeatureSchema.All.Count).Where(index => FeatureSchema.All[index].InModel),
    ];

    /// <summary>By the very list, as the split holds it.</summary>
    private readonly ConcurrentDictionary<IReadOnlyList<LabelledRow>, Lazy<FitRows>> shared = new(ReferenceEqualityComparer.Instance);

    private readonly ConcurrentDictionary<IReadOnlyList<LabelledRow>, Lazy<IReadOnlyList<ReferenceHistogram>>> distributions = new(
        ReferenceEqualityComparer.Instance
    );

    public OrderTable Table => table;

    public TimeSplit Split => split;

    public EncodedRows Rows => rows;

    public TrainingParameters Parameters => parameters;

    /// <summary>The rows, and the copies of some of them with optional fields left out; all fits on them share what is made of
    /// them.</summary>
    /// <param name="fit">A list of the split, or one that lives as long.</param>
    /// <param name="candidate">Its settings.</param>
    public FitInput Input(IReadOnlyList<LabelledRow> fit, CandidateParameters candidate) =>
        new(shared.GetOrAdd(fit, key => new Lazy<FitRows>(() => Make(key))).Value, candidate);

    /// <summary>How the features of fitted rows, without copies, are distributed: the same for every candidate.</summary>
    public IReadOnlyList<ReferenceHistogram> Distributions(IReadOnlyList<LabelledRow> fitted) =>
        distributions
            .GetOrAdd(
                fitted,
                key => new Lazy<IReadOnlyList<ReferenceHistogram>>(() =>
                    ReferenceBuilder.Features(FeatureSchema.All, rows.Dictionary.Categories, rows.Of(key))
                )
            )
            .Value;

    public PopulationSample Sample(Forest forest, IReadOnlyList<LabelledRow> sampled) =>
        new(
            [.. sampled.Select(row => forest.Margin(rows[row.Index]))],
            [.. sampled.Select(row => row.Satisfied)],
            [.. sampled.Select(row => table.Orders[row.Index].IsOpen)]
        );

    public void Dispose()
    {
        foreach (var made in shared.Values)
            if (made.IsValueCreated)
                made.Value.Dispose();
    }

    private FitRows Make(IReadOnlyList<LabelledRow> fit)
    {
        var vectors = new List<float[]>(rows.Of(fit));
        List<bool> satisfied = [.. fit.Select(row => row.Satisfied)];
        foreach (var row in fit)
        {
            if (rows.Blanked(row.Index) is not { } blanked)
                continue;
            vectors.Add(blanked);
            satisfied.Add(row.Satisfied);
        }

        return new FitRows(vectors, satisfied, ModelColumns);
    }
}
