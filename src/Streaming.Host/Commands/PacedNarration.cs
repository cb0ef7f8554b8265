using Streaming.Models.Policy;

namespace Streaming.Host.Commands;

/// <summary>Progress told in the reporting thread, at most once in an interval: what a person can read. For one thread at a time.</summary>
internal sealed class PacedNarration<T>(Action<T> tell, TimeProvider clock, TimeSpan interval) : IProgress<T>
{
    private long toldAt = clock.GetTimestamp();

    public void Report(T value)
    {
        if (clock.GetElapsedTime(toldAt) < interval)
            return;
        toldAt = clock.GetTimestamp();
        tell(value);
    }
}
