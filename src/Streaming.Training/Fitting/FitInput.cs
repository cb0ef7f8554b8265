using Streaming.Models.Forests;
using Streaming.Training.Candidates;

namespace Streaming.Training.Fitting;

/// <summary>What a family is fitted on.</summary>
/// <param name="Rows">Possibly those of other fits too.</param>
/// <param name="Parameters">The candidate's settings.</param>
internal sealed record FitInput(FitRows Rows, CandidateParameters Parameters);

/// <summary>A way to fit something that our forest can hold exactly. Fits may run side by side and change no bit of one another.</summary>
internal interface IFamily
{
    /// <param name="input">Only read.</param>
    /// <param name="seed">Start of every random choice.</param>
    /// <param name="cancellation">Checked between rounds where a family lets go of them.</param>
    /// <exception cref="FamilyUnavailableException">The family cannot run on this machine.</exception>
    /// <exception cref="TrainingException">The family refuses the rows, or fitted what an artifact cannot hold.</exception>
    IFittedModel Fit(FitInput input, long seed, CancellationToken cancellation);
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
