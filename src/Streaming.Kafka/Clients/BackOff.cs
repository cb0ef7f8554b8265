namespace Streaming.Kafka.Clients;

/// <summary>Waits that double from 100 ms to 5 s while trouble lasts. One thread.</summary>
public sealed class BackOff(Action<TimeSpan, CancellationToken> pause)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public BackOff()
        : this(Sleep) { }

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Next { get; private set; } = First;

    /// <summary>Blocks the thread so long, or until stopped.</summary>
    public static void Sleep(TimeSpan time, CancellationToken stop) => stop.WaitHandle.WaitOne(time);

    /// <summary>Called when things work again.</summary>
    public void Reset() => Next = First;

    /// <summary>Waits, or returns at once when stopped.</summary>
    public void Wait(CancellationToken stop)
    {
        pause(Next, stop);
        Next = Next * 2 < Longest ? Next * 2 : Longest;
    }
}
