namespace Streaming.Contracts;

/// <summary>
/// How far a stream of times has come, whatever single ones say: an order of the year 2099 moves no clock. Counted back from the hundredth
/// latest (or the middle one of fewer), as far as times follow each other without a gap that is too wide. For one thread.
/// </summary>
/// <typeparam name="T">What is kept with each time.</typeparam>
/// <param name="largestGapMilliseconds">A time further than this behind the one before it is not believed.</param>
public sealed class LatestTimes<T>(long largestGapMilliseconds)
{
    /// <summary>So many wrong times are withstood.</summary>
    public const int Kept = 100;

    private readonly PriorityQueue<T, long> latest = new(Kept + 1);
    private long count;

    /// <summary>Takes a time in.</summary>
    public void Add(LocalTime time, T about)
    {
        count++;
        if (latest.Count < Kept)
            latest.Enqueue(about, time.Milliseconds);
        else
            latest.EnqueueDequeue(about, time.Milliseconds);
    }

    /// <summary>The latest time that is believed, and what lies beyond it, the earliest first; null before the first time.</summary>
    public (LocalTime Latest, IReadOnlyList<(LocalTime Time, T About)> Beyond)? Read()
    {
        if (count == 0)
            return null;
        var times = latest
            .UnorderedItems.Select(item => (Time: new LocalTime(item.Priority), About: item.Element))
            .OrderBy(item => item.Time)
            .ToList();
        var at = times.Count - (int)Math.Min(Kept, (count + 1) / 2);
        while (at + 1 < times.Count && times[at + 1].Time.Milliseconds - times[at].Time.Milliseconds <= largestGapMilliseconds)
            at++;
        return (times[at].Time, times[(at + 1)..]);
    }
}
