using System.Globalization;
using Streaming.Training.Gates;

namespace Streaming.Training.Evaluation;

/// <summary>0.5·F1 + 0.3·recall + 0.2·accuracy of the unsatisfied class, which others have chosen champions by.</summary>
internal static class WeightedScore
{
    /// <summary>Why it decides nothing, with the numbers of this test slice.</summary>
    public static string Note(ModelReport model) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"0.5·F1 + 0.3·recall + 0.2·accuracy of the unsatisfied class is shown beside the other figures and chooses nobody, because "
                + $"it rewards flagging everybody: that scores {Format(model.Open.WeightedScoreOfFlaggingAll)} on open orders and "
                + $"{Format(model.All.WeightedScoreOfFlaggingAll)} on all, {model.Name} at a risk of 0.5 scores "
                + $"{Format(model.Open.WeightedScore)} and {Format(model.All.WeightedScore)}."
        );

    private static string Format(double? score) => score?.ToString("0.000", CultureInfo.InvariantCulture) ?? "undefined";
}
