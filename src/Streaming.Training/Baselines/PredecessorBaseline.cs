using Streaming.Features.Predecessor;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting;
using Streaming.Training.Replay;

namespace Streaming.Training.Baselines;

/// <summary>The predecessor's features with the same trees: what the new features bring is the difference.</summary>
internal static class PredecessorBaseline
{
    /// <summary>One risk per labelled test row, in log-odds of unsatisfied, higher is riskier.</summary>
    /// <exception cref="FamilyUnavailableException">The candidate's family cannot run on this machine.</exception>
    public static double[] Risks(
        OrderTable table,
        TimeSplit split,
        CandidateParameters candidate,
        long seed,
        CancellationToken cancellation
    )
    {
        var vectors = Vectors(table.Orders, split.Fit);
        int[] columns = [.. Enumerable.Range(0, PredecessorFeatures.Names.Count)];
        using var rows = new FitRows(
            [.. split.Fit.Select(row => vectors[row.Index])],
            [.. split.Fit.Select(row => row.Satisfied)],
            columns
        );
        long[] seeds = [new SeededRandom(seed).Below(int.MaxValue - 1)];
        var forest = FittedForest
            .Fit(Families.Of(candidate.Family), new FitInput(rows, candidate), seeds, columns.Length, cancellation)
            .Forest;
        return [.. split.Test.Select(row => -forest.Margin(vectors[row.Index]))];
    }

    /// <summary>Missing numbers become the fitted rows' median, as the predecessor did; categories become codes, unknown ones stay
    /// missing.</summary>
    private static float[][] Vectors(IReadOnlyList<DeliveredOrder> orders, IReadOnlyList<LabelledRow> fit)
    {
        var width = PredecessorFeatures.Names.Count;
        float[][] vectors = [.. orders.Select(order => (float[])order.Predecessor.Clone())];
        for (var feature = 0; feature < width; feature++)
        {
            if (PredecessorFeatures.IsCategorical(feature))
            {
                var codes = Codes(orders, fit, feature);
                for (var i = 0; i < vectors.Length; i++)
                    vectors[i][feature] =
                        orders[i].PredecessorCategories[feature] is { } category && codes.TryGetValue(category, out var code)
                            ? code
                            : float.NaN;
                continue;
            }

            var median = Median([.. fit.Select(row => vectors[row.Index][feature]).Where(value => !float.IsNaN(value))]);
            foreach (var vector in vectors)
                if (float.IsNaN(vector[feature]))
                    vector[feature] = median;
        }

        return vectors;
    }

    private static Dictionary<string, int> Codes(IReadOnlyList<DeliveredOrder> orders, IReadOnlyList<LabelledRow> fit, int feature)
    {
        var categories = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in fit)
            if (orders[row.Index].PredecessorCategories[feature] is { } category)
                categories.Add(category);
        return categories
            .Select((category, code) => (category, code))
            .ToDictionary(pair => pair.category, pair => pair.code, StringComparer.Ordinal);
    }

    private static float Median(float[] values)
    {
        if (values.Length == 0)
            return 0;
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
