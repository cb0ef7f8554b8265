using Streaming.Console.Drift;

namespace Streaming.Console.Tests.Drift;

public sealed class ChiSquareTests
{
    /// <summary>From the tables of the distribution (Abramowitz and Stegun, 26.8).</summary>
    [Theory]
    [InlineData(0.95, 1, 3.841459)]
    [InlineData(0.99, 4, 13.276704)]
    [InlineData(0.99, 9, 21.665994)]
    [InlineData(0.50, 10, 9.341818)]
    [InlineData(0.005, 20, 7.433844)]
    [InlineData(0.999, 100, 149.449253)]
    public void quantiles_are_those_of_the_tables(double probability, int degrees, double expected) =>
        Assert.Equal(expected, ChiSquare.Quantile(probability, degrees), 5);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void a_quantile_is_the_inverse_of_the_cumulative_share(int degrees)
    {
        foreach (var probability in (double[])[1e-6, 0.01, 0.3, 0.7, 0.99, 1 - 1e-6])
            Assert.Equal(probability, ChiSquare.Cumulative(ChiSquare.Quantile(probability, degrees), degrees), 9);
    }

    [Fact]
    public void what_is_no_probability_is_refused() =>
        Assert.Contains(
            "above 0 and below 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquare.Quantile(1, 3)).Message,
            StringComparison.Ordinal
        );
}
