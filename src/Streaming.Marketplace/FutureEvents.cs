using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Marketplace;

/// <summary>
/// Events of a history that lie a year or more beyond every other. In a topic the record's own Kafka timestamp bounds them; a table
/// has no such witness, and a reader's clock must not
/// decide what a cached stage gives, so the rows themselves do. One such event would close all days of a history before it.
/// </summary>
public static class FutureEvents
{
    /// <summary>A year without any event.</summary>
    public const long WidestGapMilliseconds = 366 * LocalTime.MillisecondsPerDay;

    /// <summary>What was expected of <c>recorded_at</c>.</summary>
    public const string Rule = "no more than a year after all events before it";

    /// <summary>The events without them.</summary>
    /// <param name="events">In any order, which is kept.</param>
    /// <param name="beyond">Those left out, the earliest first.</param>
    public static IReadOnlyList<MarketEvent> Without(IReadOnlyList<MarketEvent> events, out IReadOnlyList<MarketEvent> beyond)
    {
        var latest = new LatestTimes<MarketEvent>(WidestGapMilliseconds);
        foreach (var occurred in events)
            latest.Add(occurred.RecordedAt, occurred);
        beyond = latest.Read() is { Beyond: { Count: > 0 } found } ? [.. found.Select(entry => entry.About)] : [];
        if (beyond.Count == 0)
            return events;
        var leftOut = beyond.ToHashSet();
        return [.. events.Where(occurred => !leftOut.Contains(occurred))];
    }
}
