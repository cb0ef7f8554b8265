using Streaming.Contracts;
using Xunit;

namespace Streaming.Features.Tests;

public sealed class FeatureTimeTests
{
    [Theory]
    [InlineData("2018-03-14 00:04:59.999", -1)]
    [InlineData("2018-03-14 00:05:00.000", 0)]
    [InlineData("2018-03-14 23:59:59.999", 0)]
    [InlineData("2018-03-15 00:00:00.000", 0)]
    public void yesterday_closes_five_minutes_after_midnight(string time, int daysFromThe14th) =>
        Assert.Equal(LocalTime.Parse("2018-03-14 00:00:00").Day + daysFromThe14th, FeatureTime.ReadingDay(LocalTime.Parse(time)));

    [Theory]
    [InlineData("2018-03-14 00:05:00.000")]
    [InlineData("2018-03-14 12:00:00")]
    public void the_moment_to_pass_covers_the_closed_days_and_the_quiet_minutes(string time)
    {
        var moment = FeatureTime.MustHavePassed(LocalTime.Parse(time));
        Assert.True(moment >= LocalTime.StartOfDay(FeatureTime.ReadingDay(LocalTime.Parse(time))));
        Assert.Equal(LocalTime.Parse(time).AddMilliseconds(-299_999), moment);
    }
}
