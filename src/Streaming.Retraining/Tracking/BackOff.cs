namespace Streaming.Retraining.Tracking;

/// <summary>When to try again: after a first pause that doubles with every further failure up to a longest one. Not thread-safe.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private int failures;
    private DateTimeOffset due = DateTimeOffset.MinValue;

    public bool IsDue(DateTimeOffset now) => now >= due;

    public void Failed(DateTimeOffset now)
    {
        var pause = first * Math.Pow(2, Math.Min(failures, 30)); // 2^30 first pauses are past every longest one
        failures++;
        due = now + (pause < longest ? pause : longest);
    }

    public void Succeeded() => (failures, due) = (0, DateTimeOffset.MinValue);
}
