using Streaming.Contracts;

namespace Streaming.Marketplace.Replay;

/// <summary>
/// Which published events the broker still owes an acknowledgement, and whether the next may go: nothing of time t before everything
/// up to t − 5 min is acknowledged, so that a reader at the end of the log has seen all of it. Sent by one thread, acknowledged by any.
/// </summary>
internal sealed class AckHorizon
{
    /// <summary>How far the log may be ahead of its acknowledgements, in stream time.</summary>
    public const long Milliseconds = 5 * LocalTime.MillisecondsPerMinute;

    private readonly Lock gate = new();
    private readonly Queue<Sent> outstanding = new();
    private TaskCompletionSource? changed;
    private Exception? failure;
    private long acknowledged;

    public long Acknowledged
    {
        get
        {
            lock (gate)
                return acknowledged;
        }
    }

    /// <summary>Registers an event that is about to be sent. Times must not run back.</summary>
    public Sent Send(LocalTime time)
    {
        var sent = new Sent(time);
        lock (gate)
            outstanding.Enqueue(sent);
        return sent;
    }

    public void Acknowledge(Sent sent)
    {
        TaskCompletionSource? waiter;
        lock (gate)
        {
            sent.IsAcknowledged = true;
            acknowledged++;
            while (outstanding.TryPeek(out var oldest) && oldest.IsAcknowledged)
                outstanding.Dequeue();
            waiter = TakeWaiter();
        }

        waiter?.TrySetResult();
    }

    /// <summary>Ends the replay: every wait from now on throws <paramref name="reason"/>. The first failure is kept.</summary>
    public void Fail(Exception reason)
    {
        TaskCompletionSource? waiter;
        lock (gate)
        {
            failure ??= reason;
            waiter = TakeWaiter();
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits until an event of <paramref name="time"/> may be sent.</summary>
    public ValueTask UntilOpenAsync(LocalTime time, CancellationToken cancellation) =>
        Holds(time.Milliseconds - Milliseconds) is null ? default : WaitAsync(time.Milliseconds - Milliseconds, cancellation);

    /// <summary>Waits until nothing is outstanding.</summary>
    public ValueTask UntilAllAsync(CancellationToken cancellation) =>
        Holds(long.MaxValue) is null ? default : WaitAsync(long.MaxValue, cancellation);

    /// <summary>Waits for one more acknowledgement, at most so long.</summary>
    public async ValueTask UntilNextAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        if (Holds(long.MaxValue) is { } next)
            await Task.WhenAny(next, Task.Delay(atMost, clock, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private async ValueTask WaitAsync(long upTo, CancellationToken cancellation)
    {
        while (Holds(upTo) is { } next)
            await next.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Null when everything up to and including that time is acknowledged, else a task that ends with the next acknowledgement or
    /// failure.</summary>
    private Task? Holds(long upTo)
    {
        lock (gate)
        {
            if (failure is not null)
                throw failure;
            if (!outstanding.TryPeek(out var oldest) || oldest.Time.Milliseconds > upTo)
                return null;
            changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return changed.Task;
        }
    }

    private TaskCompletionSource? TakeWaiter()
    {
        var waiter = changed;
        changed = null;
        return waiter;
    }

    /// <summary>One event on its way.</summary>
    public sealed class Sent(LocalTime time)
    {
        public LocalTime Time { get; } = time;

        public bool IsAcknowledged { get; set; }
    }
}
