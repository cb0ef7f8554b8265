namespace Streaming.Training.Calibrating;

/// <summary>Margins of orders, what became of them, and who was still open at the delivery; one entry per order.</summary>
public sealed record PopulationSample(IReadOnlyList<double> Margins, IReadOnlyList<bool> Satisfied, IReadOnlyList<bool> IsOpen)
{
    public CalibrationSample All => new(Margins, Satisfied);

    /// <summary>The open orders, or the others.</summary>
    public CalibrationSample Of(bool open)
    {
        var chosen = Enumerable.Range(0, Margins.Count).Where(i => IsOpen[i] == open).ToArray();
        return new CalibrationSample([.. chosen.Select(i => Margins[i])], [.. chosen.Select(i => Satisfied[i])]);
    }
}
