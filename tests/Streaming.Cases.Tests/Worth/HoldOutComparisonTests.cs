using Streaming.Cases.Worth;

namespace Streaming.Cases.Tests.Worth;

public sealed class HoldOutComparisonTests
{
    /// <summary>Newcombe, Interval estimation for the difference between independent proportions (1998), table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    public void the_interval_is_that_of_the_literature(long part1, long whole1, long part2, long whole2, double low, double high)
    {
        var (least, most) = new HoldOutComparison(Worked: new(part2, whole2), HeldOut: new(part1, whole1)).Interval();

        Assert.Equal(low, least, 4);
        Assert.Equal(high, most, 4);
    }

    [Fact]
    public void the_number_that_is_missing_finds_the_difference_in_four_of_five()
    {
        var seen = new HoldOutComparison(Worked: new(30, 100), HeldOut: new(40, 100));
        var more = seen.MoreHeldOut()!.Value;
        var n = (int)(100 + more);
        var random = new Random(1);

        var found = Enumerable
            .Range(0, 2_000)
            .Count(_ => new HoldOutComparison(new(Draw(random, n, 0.3), n), new(Draw(random, n, 0.4), n)).IsBelieved);

        Assert.InRange(found / 2_000.0, 0.76, 0.84);
    }

    [Fact]
    public void where_nothing_differs_no_number_helps() => Assert.Null(new HoldOutComparison(new(30, 100), new(30, 100)).MoreHeldOut());

    private static long Draw(Random random, int n, double p) => Enumerable.Range(0, n).Count(_ => random.NextDouble() < p);
}
