using System.Globalization;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;
using Streaming.Features.Predecessor;

namespace Streaming.Console.Charts;

/// <summary>Orders per bucket of stream time, stacked by tier: green below, red on top, where it is seen first.</summary>
/// <param name="Marks">Times below the chart, evenly spread from its first bucket to its last.</param>
/// <param name="IsUnderWay">The last bucket goes on: more orders may come to it.</param>
public sealed record TierChart(
    IReadOnlyList<TierColumn> Columns,
    double Top,
    IReadOnlyList<string> Marks,
    string Summary,
    bool IsUnderWay
)
{
    public const double Width = 1000;
    public const double Height = 240;
    private const double Gap = 0.16;
    private const int MostMarks = 6;

    /// <param name="latest">Stream time.</param>
    public static TierChart Of(IReadOnlyList<TierBucket> buckets, Period period, DateTime latest)
    {
        var top = Scale.RoundUp(buckets.Max(bucket => bucket.Orders));
        var step = Width / buckets.Count;
        var columns = buckets.Select((bucket, i) => Column(bucket, i * step, step, top)).ToList();
        var last = Math.Min(MostMarks, buckets.Count) - 1;
        var marks = Enumerable
            .Range(0, last + 1)
            .Select(mark => Mark(buckets[last == 0 ? 0 : mark * (buckets.Count - 1) / last].From, period));
        var isUnderWay = buckets[^1].From + period.Bucket > latest;
        return new TierChart(columns, top, [.. marks], Summarize(buckets, period), isUnderWay);
    }

    private static TierColumn Column(TierBucket bucket, double x, double step, double top)
    {
        double HeightOf(long orders) => orders / top * Height;
        var (left, width) = (x + step * Gap / 2, step * (1 - Gap));
        var green = new Bar(left, Height - HeightOf(bucket.Green), width, HeightOf(bucket.Green));
        var yellow = new Bar(left, green.Y - HeightOf(bucket.Yellow), width, HeightOf(bucket.Yellow));
        var red = new Bar(left, yellow.Y - HeightOf(bucket.Red), width, HeightOf(bucket.Red));
        return new TierColumn(bucket, green, yellow, red);
    }

    private static string Mark(DateTime from, Period period) =>
        from.ToString(
            period.Days == 1 ? "HH:mm"
                : period.Days > 90 ? "MMM yyyy"
                : "d MMM",
            CultureInfo.InvariantCulture
        );

    private static string Summarize(IReadOnlyList<TierBucket> buckets, Period period)
    {
        var busiest = buckets.MaxBy(bucket => bucket.Red)!;
        var red =
            busiest.Red == 0
                ? "no red orders"
                : $"most red orders, {Format.Count(busiest.Red)} of {Format.Count(busiest.Orders)}, from {Format.Stream(busiest.From)}";
        return $"Orders by tier over the last {period.Name} of stream time; {red}. The numbers are in the table below.";
    }
}

/// <summary>One bucket as three bars.</summary>
public sealed record TierColumn(TierBucket Bucket, Bar Green, Bar Yellow, Bar Red);
