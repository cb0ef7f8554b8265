namespace Streaming.Scorer.Tests.Live;

/// <summary>The system's clock, and as far ahead of it as a test says.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private long ahead;

    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref ahead));
        set => Interlocked.Exchange(ref ahead, value.Ticks);
    }

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
}
