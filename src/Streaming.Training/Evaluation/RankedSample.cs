namespace Streaming.Training.Evaluation;

/// <summary>
/// A sample sorted by risk once, so that ranking measures of any resample of it need one pass. Rows of equal risk form one step: half a
/// win against each other in ROC-AUC, flagged together in PR-AUC. Immutable and thread-safe.
/// </summary>
public sealed class RankedSample
{
    private readonly int[] order;
    private readonly bool[] unsatisfied;
    private readonly bool[] endsStep;

    /// <param name="risk">Higher is more likely unsatisfied; NaN ranks lowest.</param>
    /// <param name="unsatisfied">One label per row.</param>
    public RankedSample(IReadOnlyList<double> risk, IReadOnlyList<bool> unsatisfied)
    {
        var keys = new double[risk.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = double.IsNaN(risk[i]) ? double.PositiveInfinity : -risk[i];
        order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => keys[a].CompareTo(keys[b]) is not 0 and var byRisk ? byRisk : a.CompareTo(b));
        this.unsatisfied = [.. unsatisfied];
        endsStep = new bool[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            endsStep[i] = i == keys.Length - 1 || keys[order[i]] != keys[order[i + 1]];
    }

    public int Count => order.Length;

    /// <summary>Chance that an unsatisfied customer ranks above a satisfied one, ties counted half; NaN when one class is absent.</summary>
    /// <param name="weights">How often each row was drawn; empty for once each.</param>
    public double RocAuc(ReadOnlySpan<int> weights = default)
    {
        double wins = 0,
            satisfiedAbove = 0,
            stepBad = 0,
            stepGood = 0,
            bad = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var row = order[i];
            var weight = weights.IsEmpty ? 1 : weights[row];
            if (unsatisfied[row])
                stepBad += weight;
            else
                stepGood += weight;
            if (!endsStep[i])
                continue;
            wins += stepBad * (satisfiedAbove + stepGood / 2);
            satisfiedAbove += stepGood;
            bad += stepBad;
            stepBad = stepGood = 0;
        }

        // Counted from the wrong side: pairs in which the satisfied one ranks above.
        return bad > 0 && satisfiedAbove > 0 ? 1 - wins / (bad * satisfiedAbove) : double.NaN;
    }

    /// <summary>Average precision of finding the unsatisfied: precision at each step, weighted by the recall it adds; NaN when none is
    /// unsatisfied.</summary>
    /// <param name="weights">How often each row was drawn; empty for once each.</param>
    public double PrAuc(ReadOnlySpan<int> weights = default)
    {
        double flagged = 0,
            found = 0,
            stepBad = 0,
            stepAll = 0,
            sum = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var row = order[i];
            var weight = weights.IsEmpty ? 1 : weights[row];
            stepAll += weight;
            if (unsatisfied[row])
                stepBad += weight;
            if (!endsStep[i])
                continue;
            flagged += stepAll;
            found += stepBad;
            if (stepBad > 0)
                sum += stepBad * (found / flagged);
            stepBad = stepAll = 0;
        }

        return found > 0 ? sum / found : double.NaN;
    }

    /// <summary>Unsatisfied among the <paramref name="flagged"/> riskiest rows; ties are taken in row order.</summary>
    public int FoundAmongTop(int flagged)
    {
        var found = 0;
        for (var i = 0; i < flagged && i < order.Length; i++)
            if (unsatisfied[order[i]])
                found++;
        return found;
    }
}
