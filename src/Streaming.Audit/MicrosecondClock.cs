namespace Streaming.Audit;

/// <summary>Another clock's time without what PostgreSQL would drop: an event reads the same before and after it was stored.</summary>
public sealed class MicrosecondClock(TimeProvider inner) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        var now = inner.GetUtcNow().ToUniversalTime();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
