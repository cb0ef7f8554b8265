namespace Streaming.Training.Calibrating;

/// <summary>Margins and what became of them.</summary>
/// <param name="Margins">In log-odds of satisfied; finite.</param>
/// <param name="Satisfied">One outcome per margin.</param>
public sealed record CalibrationSample(IReadOnlyList<double> Margins, IReadOnlyList<bool> Satisfied)
{
    /// <summary>Both outcomes occur: without that no level is finite.</summary>
    public bool HasBoth => Satisfied.Contains(true) && Satisfied.Contains(false);

    /// <summary>Not all margins are the same.</summary>
    public bool Spreads => Margins.Count > 0 && Margins.Max() > Margins.Min();

    /// <exception cref="TrainingException">A margin is no finite number: nothing that is fitted on it would be.</exception>
    public void RequireFinite()
    {
        for (var i = 0; i < Margins.Count; i++)
            if (!double.IsFinite(Margins[i]))
                throw new TrainingException(
                    $"the calibration does not settle: the margin of order {i + 1} of {Margins.Count} is {Margins[i]}"
                );
    }
}
