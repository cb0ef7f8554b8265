using Xunit;

namespace Streaming.Models.Tests;

public sealed class ReferenceHistogramTests
{
    private static readonly ReferenceHistogram Histogram = new("late_days", 3, [0f, 2f, 5f], [0, 0, 0, 0], 0);

    [Theory]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0f, 0)]
    [InlineData(float.Epsilon, 1)]
    [InlineData(2f, 1)]
    [InlineData(5f, 2)]
    [InlineData(5.1f, 3)]
    [InlineData(float.PositiveInfinity, 3)]
    public void upper_edges_are_inclusive(float value, int bin) => Assert.Equal(bin, Histogram.BinOf(value));

    [Fact]
    public void without_edges_there_is_one_bin() => Assert.Equal(0, new ReferenceHistogram("x", 0, [], [0], 0).BinOf(7));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(ReferenceHistogram.MostCompared)]
    [InlineData(ReferenceHistogram.MostCompared + 1)]
    [InlineData(1_000)]
    public void the_bin_is_the_number_of_edges_below_the_value(int edges)
    {
        var random = new Random(edges);
        float[] upper = [.. Enumerable.Range(0, edges).Select(_ => random.NextSingle()).Order()];
        var histogram = new ReferenceHistogram("x", 0, upper, new long[edges + 1], 0);
        foreach (var value in upper.Concat([-1f, 0.3f, 0.999f, 2f, float.NegativeInfinity, float.PositiveInfinity]))
            Assert.Equal(upper.Count(edge => edge < value), histogram.BinOf(value));
    }
}
