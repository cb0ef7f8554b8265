using Streaming.Console.Charts;
using Streaming.Console.Queries.Overview;

namespace Streaming.Console.Tests.Queries;

public sealed class RedBandTests
{
    [Fact]
    public void ordinary_is_between_a_tenth_and_nine_tenths_of_the_weeks_before()
    {
        var band = RedBand.Of(Weeks(now: 30, before: [10, 20, 30, 40, 50]))!;

        Assert.Equal((0.014, 0.03, 0.046, 5), (Math.Round(band.Low, 6), band.Middle, Math.Round(band.High, 6), band.Weeks));
        Assert.True(band.IsOrdinary);
        Assert.False(RedBand.Of(Weeks(now: 47, before: [10, 20, 30, 40, 50]))!.IsOrdinary);
        Assert.False(RedBand.Of(Weeks(now: 13, before: [10, 20, 30, 40, 50]))!.IsOrdinary);
    }

    [Fact]
    public void too_few_weeks_or_orders_make_no_band()
    {
        var weeks = Weeks(now: 30, before: [10, 20, 30, 40]);
        Assert.NotNull(RedBand.Of(weeks));

        Assert.Null(RedBand.Of(new Dictionary<int, RedWeek>(weeks) { [0] = new(30, RedBand.LeastOrders - 1) }));
        Assert.Null(RedBand.Of(new Dictionary<int, RedWeek>(weeks) { [3] = new(30, RedBand.LeastOrders - 1) }));
        Assert.Null(RedBand.Of(new Dictionary<int, RedWeek>()));
    }

    [Fact]
    public void the_drawing_holds_the_band_and_what_is_above_it()
    {
        var chart = BandChart.Of(RedBand.Of(Weeks(now: 100, before: [10, 20, 30, 40, 50]))!);

        Assert.Equal(0.125, chart.Top, 9);
        Assert.Equal(800, chart.NowX, 6);
        Assert.InRange(chart.MiddleX, chart.Band.X, chart.Band.X + chart.Band.Width);
        Assert.True(chart.NowX > chart.Band.X + chart.Band.Width);
    }

    /// <summary>Of a thousand orders each.</summary>
    private static Dictionary<int, RedWeek> Weeks(long now, IEnumerable<long> before) =>
        before.Prepend(now).Index().ToDictionary(week => week.Index, week => new RedWeek(week.Item, 1_000));
}
