namespace Streaming.Training.Evaluation;

/// <summary>What a yes or no would have done, with the unsatisfied as the class to be found.</summary>
public static class FlagMetrics
{
    private const double F1Weight = 0.5;
    private const double RecallWeight = 0.3;
    private const double AccuracyWeight = 0.2;

    /// <summary>Flags every order whose risk is at least the cut.</summary>
    /// <param name="probability">Of satisfied.</param>
    /// <param name="satisfied">One outcome per order.</param>
    /// <param name="risk">The cut, on 1 − probability.</param>
    public static ThresholdRow At(IReadOnlyList<double> probability, IReadOnlyList<bool> satisfied, double risk)
    {
        int flagged = 0,
            found = 0,
            bad = 0;
        for (var i = 0; i < probability.Count; i++)
        {
            if (!satisfied[i])
                bad++;
            if (1 - probability[i] < risk)
                continue;
            flagged++;
            if (!satisfied[i])
                found++;
        }

        var right = found + (probability.Count - bad) - (flagged - found);
        double? recall = Share(found, bad),
            f1 = Share(2 * found, flagged + bad),
            accuracy = Share(right, probability.Count);
        return new ThresholdRow
        {
            Risk = risk,
            Flagged = flagged,
            Precision = Share(found, flagged),
            Recall = recall,
            F1 = f1,
            Accuracy = accuracy,
            WeightedScore = F1Weight * f1 + RecallWeight * recall + AccuracyWeight * accuracy,
        };
    }

    private static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;
}
