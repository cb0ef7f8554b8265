namespace Streaming.Scorer;

/// <summary>What a scorer is doing, in a few words for people and as a flag for readiness, and when it last showed that it moves. Written by the loop, read by anyone.</summary>
internal sealed class ScorerState(TimeProvider time)
{
    private volatile Reading current = new(false, "starting");
    private long beatAt = time.GetTimestamp();

    public bool IsScoring => current.IsScoring;

    public string Text => current.Text;

    /// <summary>Time since the last beat.</summary>
    public TimeSpan SilentFor => time.GetElapsedTime(Interlocked.Read(ref beatAt));

    /// <summary>Said by whatever moves: a turn of the loop, a record read.</summary>
    public void Beat() => Interlocked.Exchange(ref beatAt, time.GetTimestamp());

    public void Scoring()
    {
        Beat();
        if (!IsScoring) current = new Reading(true, "scoring");
    }

    /// <summary>Not scoring, and why.</summary>
    public void Waiting(string why)
    {
        Beat();
        current = new Reading(false, why);
    }

    private sealed record Reading(bool IsScoring, string Text);
}
