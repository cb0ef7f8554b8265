namespace Streaming.Models.Calibration;

/// <summary>
/// Margin to probability by straight lines between knots: plus, minus, times, divide and compare only, so that no C library's
/// exponential can change a bit. Monotone, constant outside the first and last knot. Immutable and thread-safe.
/// </summary>
public sealed class PiecewiseLinear
{
    private readonly double[] margins;
    private readonly double[] probabilities;

    /// <param name="margins">At least two, finite, strictly ascending.</param>
    /// <param name="probabilities">As many, within 0..1, never descending.</param>
    /// <exception cref="ArgumentException">A rule above is broken.</exception>
    public PiecewiseLinear(IReadOnlyList<double> margins, IReadOnlyList<double> probabilities)
    {
        if (margins.Count < 2 || margins.Count != probabilities.Count)
            throw new ArgumentException($"not a calibration: {margins.Count} margins and {probabilities.Count} probabilities");
        for (var i = 0; i < margins.Count; i++)
        {
            if (!double.IsFinite(margins[i]) || (i > 0 && !(margins[i] > margins[i - 1])))
                throw new ArgumentException($"not a calibration: margin {margins[i]} of knot {i} is not above the one before");
            if (!(probabilities[i] is >= 0 and <= 1) || (i > 0 && probabilities[i] < probabilities[i - 1]))
                throw new ArgumentException($"not a calibration: probability {probabilities[i]} of knot {i} descends or is outside 0..1");
        }

        this.margins = [.. margins];
        this.probabilities = [.. probabilities];
    }

    public IReadOnlyList<double> Margins => margins;

    public IReadOnlyList<double> Probabilities => probabilities;

    /// <summary>Allocates nothing. A margin that is not a number has no probability and gives NaN.</summary>
    public double Probability(double margin)
    {
        var last = margins.Length - 1;
        if (margin <= margins[0])
            return probabilities[0];
        if (margin >= margins[last])
            return probabilities[last];
        if (double.IsNaN(margin))
            return double.NaN;
        int low = 0,
            high = last;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (margins[middle] <= margin)
                low = middle;
            else
                high = middle;
        }

        var share = (margin - margins[low]) / (margins[high] - margins[low]);
        var value = probabilities[low] + share * (probabilities[high] - probabilities[low]);

        // Rounding can step past the next knot by one bit; the line never does.
        return value > probabilities[high] ? probabilities[high] : value;
    }
}
