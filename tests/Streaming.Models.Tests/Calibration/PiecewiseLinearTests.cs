using Streaming.Models.Calibration;
using Xunit;

namespace Streaming.Models.Tests.Calibration;

public sealed class PiecewiseLinearTests
{
    private static readonly PiecewiseLinear Curve = new([-2, -0.3, 0.1, 0.7, 3], [0.05, 0.3, 0.3, 0.7, 0.9]);

    [Fact]
    public void is_exact_at_every_knot()
    {
        for (var knot = 0; knot < Curve.Margins.Count; knot++)
            Assert.Equal(Curve.Probabilities[knot], Curve.Probability(Curve.Margins[knot]));
    }

    [Fact]
    public void is_a_straight_line_between_knots()
    {
        Assert.Equal(0.5, Curve.Probability(0.4), 12);
        Assert.Equal(0.3, Curve.Probability(0));
    }

    [Fact]
    public void stays_at_its_ends()
    {
        Assert.Equal(0.05, Curve.Probability(double.NegativeInfinity));
        Assert.Equal(0.05, Curve.Probability(-2.5));
        Assert.Equal(0.9, Curve.Probability(1e300));
    }

    [Fact]
    public void never_descends()
    {
        var random = new Random(1);
        double[] margins = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble() * 8 - 4).Order()];
        for (var i = 1; i < margins.Length; i++)
            Assert.True(Curve.Probability(margins[i]) >= Curve.Probability(margins[i - 1]));
    }

    [Fact]
    public void never_descends_one_bit_beside_a_knot()
    {
        foreach (var margin in Curve.Margins)
        {
            Assert.True(Curve.Probability(Math.BitDecrement(margin)) <= Curve.Probability(margin));
            Assert.True(Curve.Probability(Math.BitIncrement(margin)) >= Curve.Probability(margin));
        }
    }

    [Fact]
    public void a_margin_that_is_no_number_has_no_probability() => Assert.True(double.IsNaN(Curve.Probability(double.NaN)));

    [Fact]
    public void broken_knots_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1], [0.5]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, 1], [0.4, 0.5]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, double.NaN], [0.4, 0.5]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, 2], [0.5, 0.4]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, 2], [0.5, 1.1]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, 2], [double.NaN, 0.4]));
        Assert.Throws<ArgumentException>(() => new PiecewiseLinear([1, 2], [0.5]));
    }
}
