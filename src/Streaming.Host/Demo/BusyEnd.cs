using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Demo;

/// <summary>
/// Where a history stops being like itself: exported tables end with stragglers, orders that took months, and a picture of the last
/// 30 days made of a dozen of them looks like a disaster.
/// </summary>
internal static class BusyEnd
{
    private const int Week = 7;

    /// <summary>A week counts as busy from this share of the median week on.</summary>
    private const double LeastShare = 0.5;

    /// <summary>More than this share of the deliveries is no tail: it stays.</summary>
    private const double LargestTail = 0.05;

    /// <summary>
    /// Number of events up to the end of the last day that ends a busy week; null when there is no such day, or the tail is too
    /// large to be one.
    /// </summary>
    /// <param name="events">In the order of their record times.</param>
    public static int? Of(IReadOnlyList<MarketEvent> events)
    {
        var byDay = events.Where(occurred => occurred.Delivery is not null).CountBy(occurred => occurred.RecordedAt.Day).ToDictionary();
        if (byDay.Count == 0)
            return null;
        var (first, last) = (byDay.Keys.Min(), byDay.Keys.Max());
        if (last - first > events.Count * Week)
            return null; // a stray date: there are no weeks to compare
        var weeks = new List<(int Day, int Orders)>();
        for (var day = first + Week - 1; day <= last; day++)
            weeks.Add((day, Enumerable.Range(day - Week + 1, Week).Sum(one => byDay.GetValueOrDefault(one))));
        if (weeks.Count == 0)
            return null;
        var median = weeks.Select(week => week.Orders).Order().ElementAt(weeks.Count / 2);
        var busy = weeks
            .LastOrDefault(
                week => week.Orders >= LeastShare * median && byDay.GetValueOrDefault(week.Day) >= LeastShare * median / Week,
                (Day: first - 1, Orders: 0)
            )
            .Day;
        var tail = byDay.Where(day => day.Key > busy).Sum(day => day.Value);
        if (busy < first || tail > LargestTail * byDay.Values.Sum())
            return null;
        return events.Count(occurred => occurred.RecordedAt.Day <= busy);
    }
}
