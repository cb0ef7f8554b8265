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
}
