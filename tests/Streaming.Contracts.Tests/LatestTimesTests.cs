using Xunit;

namespace Streaming.Contracts.Tests;

public sealed class LatestTimesTests
{
    private static readonly LocalTime Start = LocalTime.Parse("2018-03-01 12:00:00");

    private readonly LatestTimes<int> times = new(31 * LocalTime.MillisecondsPerDay);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 99)]
    public void single_times_of_the_future_move_nothing_and_are_named(int good, int wrong)
    {
        for (var hour = 0; hour < good; hour++)
            times.Add(Start.AddMilliseconds(hour * LocalTime.MillisecondsPerHour), hour);
        for (var i = 0; i < wrong; i++)
            times.Add(LocalTime.Parse("2035-01-01 00:00:00").AddMilliseconds(i), -i);
        var (latest, beyond) = times.Read()!.Value;
        Assert.Equal(Start.AddMilliseconds((good - 1) * LocalTime.MillisecondsPerHour), latest);
        Assert.Equal(Enumerable.Range(0, wrong).Select(i => -i), beyond.Select(time => time.About));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(300)]
    public void ordinary_times_are_followed_to_the_latest(int count)
    {
        for (var day = count; day > 0; day--)
            times.Add(Start.AddMilliseconds(day * 30 * LocalTime.MillisecondsPerDay), day);
        var (latest, beyond) = times.Read()!.Value;
        Assert.Equal(Start.AddMilliseconds(count * 30 * LocalTime.MillisecondsPerDay), latest);
        Assert.Empty(beyond);
    }

    [Fact]
    public void before_the_first_time_there_is_none() => Assert.Null(times.Read());
}
