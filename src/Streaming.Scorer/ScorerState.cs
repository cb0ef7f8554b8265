namespace Streaming.Scorer;

/// <summary>What a scorer is doing, in a few words for people and as a flag for readiness. Written by the loop, read by anyone.</summary>
internal sealed class ScorerState
{
    private volatile Reading current = new(false, "starting");

    public bool IsScoring => current.IsScoring;

    public string Text => current.Text;

    public void Scoring()
    {
        if (!IsScoring) current = new Reading(true, "scoring");
    }

    /// <summary>Not scoring, and why.</summary>
    public void Waiting(string why) => current = new Reading(false, why);

    private sealed record Reading(bool IsScoring, string Text);
}
