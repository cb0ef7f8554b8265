using Streaming.Contracts;

namespace Streaming.Marketplace.Replay;

/// <summary>Spaces events on an absolute schedule, so that a late event is caught up with and the mean rate holds.</summary>
internal sealed class Pace(PublishOptions options)
{
    /// <summary>Timers cannot wait for less.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider clock = options.TimeProvider;
    private readonly long startedAt = options.TimeProvider.GetTimestamp();
    private LocalTime? streamStart;

    public TimeSpan Elapsed => clock.GetElapsedTime(startedAt);

    /// <summary>Waits until the event with this number (from 0) and time is due.</summary>
    public ValueTask UntilDueAsync(long number, LocalTime time, CancellationToken cancellation)
    {
        streamStart ??= time;
        var dueSeconds = 0.0;
        if (options.EventsPerSecond is { } rate)
            dueSeconds = number / rate;
        if (options.TimeCompression is { } compression)
            dueSeconds = Math.Max(dueSeconds, (time.Milliseconds - streamStart.Value.Milliseconds) / 1000.0 / compression);
        if (dueSeconds == 0)
            return default;
        var ahead = TimeSpan.FromSeconds(dueSeconds) - Elapsed;
        return ahead < Shortest ? default : new(Task.Delay(ahead, clock, cancellation));
    }
}
