namespace Streaming.Console.Projection.Lag;

/// <summary>How fast each partition moves, from one measurement to the next. For one thread.</summary>
internal sealed class LagPace
{
    /// <summary>Weighs a measurement of this age by 1/e: a minute of a busy partition, without its hiccups.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, Seen> seen = [];

    private sealed record Seen(long Committed, double Rate, DateTimeOffset MovedAt, DateTimeOffset At);

    /// <summary>Takes a measurement in.</summary>
    /// <returns>Records per second, and when the committed offset was last seen to change or nothing waited.</returns>
    public (double Rate, DateTimeOffset MovedAt) Note(PartitionLag lag, DateTimeOffset now)
    {
        var before = seen.GetValueOrDefault(lag.Partition);
        Seen next;
        if (before is null || lag.Committed < before.Committed) // set back by hand: it begins anew
        {
            next = new Seen(lag.Committed, 0, now, now);
        }
        else
        {
            var seconds = (now - before.At).TotalSeconds;
            var weight = 1 - Math.Exp(-seconds / Memory.TotalSeconds);
            var rate = seconds <= 0 ? before.Rate : before.Rate + (weight * (((lag.Committed - before.Committed) / seconds) - before.Rate));
            var moved = lag.Committed > before.Committed || lag.Waiting == 0;
            next = new Seen(lag.Committed, rate, moved ? now : before.MovedAt, now);
        }

        seen[lag.Partition] = next;
        return (next.Rate, next.MovedAt);
    }
}
