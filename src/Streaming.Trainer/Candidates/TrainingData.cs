using Streaming.Features;
using Streaming.Models.Forests;
using Streaming.Trainer.Calibrating;
using Streaming.Trainer.Fitting;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Candidates;

/// <summary>What every candidate is fitted on and measured on. Immutable and thread-safe.</summary>
internal sealed record TrainingData(OrderTable Table, TimeSplit Split, EncodedRows Rows, TrainingParameters Parameters)
{
    private static readonly int[] ModelColumns = [.. Enumerable.Range(0, FeatureSchema.All.Count).Where(index => FeatureSchema.All[index].InModel)];

    /// <summary>The rows, and the copies of some of them with optional fields left out.</summary>
    public FitInput Input(IReadOnlyList<LabelledRow> fit, CandidateParameters candidate)
    {
        var vectors = new List<float[]>(Rows.Of(fit));
        List<bool> satisfied = [.. fit.Select(row => row.Satisfied)];
        foreach (var row in fit)
        {
            if (Rows.Blanked(row.Index) is not { } blanked) continue;
            vectors.Add(blanked);
            satisfied.Add(row.Satisfied);
        }

        return new FitInput(vectors, satisfied, ModelColumns, candidate);
    }

    public PopulationSample Sample(Forest forest, IReadOnlyList<LabelledRow> rows) =>
        new([.. rows.Select(row => forest.Margin(Rows[row.Index]))], [.. rows.Select(row => row.Satisfied)], [.. rows.Select(row => Table.Orders[row.Index].IsOpen)]);
}
