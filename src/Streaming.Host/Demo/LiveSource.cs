using Streaming.Contracts.Events;

namespace Streaming.Host.Demo;

/// <summary>The events of a live replay, held back to the pace of the slowest reader. Enumerated by the publisher's thread.</summary>
internal sealed class LiveSource(IReadOnlyList<MarketEvent> events, Func<long> outcomesRead, TimeProvider clock)
{
    /// <summary>Deliveries under way at most: the mock cluster keeps 5 MiB of a partition, and the record of a score is about 2
    /// KB.</summary>
    private const int DeliveriesInFlight = 1_500;

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(2);

    private readonly List<string> published = [];
    private long publishedCount;

    /// <summary>Order ids of the deliveries handed to the publisher; to be read when the replay is over.</summary>
    public IReadOnlyCollection<string> Published => published;

    /// <summary>The same as a count, readable at any time.</summary>
    public long PublishedCount => Volatile.Read(ref publishedCount);

    public IEnumerable<MarketEvent> Events()
    {
        foreach (var next in events)
        {
            if (next.Delivery is { } delivery)
            {
                published.Add(delivery.OrderId);
                Interlocked.Increment(ref publishedCount);
            }

            yield return next;
        }
    }

    /// <summary>Waits until the readers have caught up enough for another event.</summary>
    public async ValueTask PaceAsync(CancellationToken stop)
    {
        while (publishedCount - outcomesRead() > DeliveriesInFlight)
            await Task.Delay(Nap, clock, stop).ConfigureAwait(false);
    }
}
