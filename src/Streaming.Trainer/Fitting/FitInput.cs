using Streaming.Models.Forests;
using Streaming.Trainer.Candidates;

namespace Streaming.Trainer.Fitting;

/// <summary>What a family is fitted on.</summary>
/// <param name="Rows">Encoded vectors, NaN where missing.</param>
/// <param name="Satisfied">One label per row.</param>
/// <param name="Columns">The vector's values that the model may use.</param>
/// <param name="Parameters">The candidate's settings.</param>
public sealed record FitInput(IReadOnlyList<float[]> Rows, IReadOnlyList<bool> Satisfied, IReadOnlyList<int> Columns, CandidateParameters Parameters);

/// <summary>A way to fit something that our forest can hold exactly.</summary>
internal interface IFamily
{
    /// <exception cref="FamilyUnavailableException">The family cannot run on this machine.</exception>
    IFittedModel Fit(FitInput input, MissingEncoding encoding, long seed);
}

/// <summary>What a family fitted, still as the family holds it.</summary>
internal interface IFittedModel
{
    /// <summary>Adds it to a forest at <paramref name="weight"/> of its size, so that several fits can be averaged.</summary>
    void AddTo(ForestBuilder builder, double weight);

    /// <summary>The family's own evaluation of unencoded vectors, in log-odds of satisfied: what the forest must repeat.</summary>
    double[] Margins(IReadOnlyList<float[]> vectors);
}

/// <summary>A family cannot run on this machine; the message says what to install.</summary>
public sealed class FamilyUnavailableException(string message, Exception inner) : Exception(message, inner);
