namespace Streaming.Trainer.Fitting;

/// <summary>What a family is fitted on.</summary>
/// <param name="Rows">Encoded vectors, NaN where missing.</param>
/// <param name="Satisfied">One label per row.</param>
/// <param name="Columns">The vector's values that the trees may use.</param>
/// <param name="Parameters">Settings common to the families.</param>
public sealed record FitInput(IReadOnlyList<float[]> Rows, IReadOnlyList<bool> Satisfied, IReadOnlyList<int> Columns, TrainingParameters Parameters);

/// <summary>A kind of gradient-boosted trees.</summary>
internal interface ITreeFamily
{
    /// <summary>Name in reports and lineage.</summary>
    string Name { get; }

    /// <exception cref="FamilyUnavailableException">The family cannot run on this machine.</exception>
    FittedTrees Fit(FitInput input, MissingEncoding encoding, long seed);
}

/// <summary>A family cannot run on this machine; the message says what to install.</summary>
public sealed class FamilyUnavailableException(string message, Exception inner) : Exception(message, inner);
