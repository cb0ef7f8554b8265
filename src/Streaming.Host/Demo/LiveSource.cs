using System.Diagnostics;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Host.Demo;

/// <summary>
/// The events of a live replay, held back to the pace of the slowest reader and, when asked, to a compressed clock. Enumerated by the
/// publisher's thread.
/// </summary>
internal sealed class LiveSource(IReadOnlyList<MarketEvent> events, Func<long> accounted, double? daysPerSecond, CancellationToken stop)
{
    /// <summary>Deliveries under way at most: the mock cluster keeps 5 MiB of a partition, and a record of a score is about 2 KB.</summary>
    private const int DeliveriesInFlight = 1_500;

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(2);

    private readonly List<string> published = [];

    /// <summary>Order ids of the deliveries handed to the publisher so far.</summary>
    public IReadOnlyCollection<string> Published => published;

    public long PublishedCount => Volatile.Read(ref publishedCount);

    private long publishedCount;

    public IEnumerable<MarketEvent> Events()
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var next in events)
        {
            while (publishedCount - accounted() >= DeliveriesInFlight || IsEarly(next, started))
                if (stop.WaitHandle.WaitOne(Nap))
                    yield break;
            if (stop.IsCancellationRequested) yield break;
            if (next.Delivery is { } delivery)
            {
                published.Add(delivery.OrderId);
                Interlocked.Increment(ref publishedCount);
            }

            yield return next;
        }
    }

    private bool IsEarly(MarketEvent next, long started)
    {
        if (daysPerSecond is not { } pace) return false;
        var streamDays = (double)(next.RecordedAt.Milliseconds - events[0].RecordedAt.Milliseconds) / LocalTime.MillisecondsPerDay;
        return streamDays > Stopwatch.GetElapsedTime(started).TotalSeconds * pace;
    }
}
