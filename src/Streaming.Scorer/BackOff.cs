namespace Streaming.Scorer;

/// <summary>Waits that double from 100 ms to 5 s while trouble lasts. One thread.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Next { get; private set; } = First;

    /// <summary>Called when things work again.</summary>
    public void Reset() => Next = First;

    /// <summary>Waits, or returns at once when stopped.</summary>
    public void Wait(CancellationToken stop)
    {
        stop.WaitHandle.WaitOne(Next);
        Next = Next * 2 < Longest ? Next * 2 : Longest;
    }
}
