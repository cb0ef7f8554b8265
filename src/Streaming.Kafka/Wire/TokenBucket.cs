namespace Streaming.Kafka.Wire;

/// <summary>A store that fills steadily up to its size, and from which is taken: bursts are met, a flood is not. Thread-safe.</summary>
/// <param name="size">What it holds at most, and at first.</param>
/// <param name="perSecond">What comes in.</param>
internal sealed class TokenBucket(double size, double perSecond, TimeProvider time)
{
    private readonly double size = size;
    private readonly Lock gate = new();
    private double held = size;
    private long filledAt = time.GetTimestamp();

    /// <summary>Takes the amount; takes nothing where less is there.</summary>
    public bool TryTake(double amount)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            held = Math.Min(size, held + time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
            filledAt = now;
            if (held < amount)
                return false;
            held -= amount;
            return true;
        }
    }
}
