using System.Collections.Concurrent;

namespace Streaming.Scorer.Monitoring;

/// <summary>What a scorer is doing, in a few words for people and as a flag for readiness, and when it last showed that it moves. Written
/// by the loop, read by anyone.</summary>
public sealed class ScorerState(TimeProvider time)
{
    /// <summary>Longer than a dead transaction can hide the group's offsets, and than a restart of the broker takes.</summary>
    private static readonly TimeSpan PositionPatience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> warnings = new(StringComparer.Ordinal);
    private volatile Reading current = new(false, "starting");

    /// <summary>Two processes with one name shut each other out at every batch: between two of these neither is of use.</summary>
    private static readonly TimeSpan TakenOverMemory = TimeSpan.FromSeconds(60);

    private volatile PositionLost? positionLost;
    private volatile PositionLost? takenOver;
    private volatile PositionLost? lastFenced;
    private volatile string? held;
    private long heartbeatAt = time.GetTimestamp();

    /// <summary>False also while nobody can say where the group stands: the loop then turns, and gets nothing.</summary>
    public bool IsScoring => current.IsScoring && LongLost is null && held is null && TakenOverLately is null;

    /// <summary>What the scorer is doing, in a few words.</summary>
    public string Text =>
        !current.IsScoring ? current.Text
        : LongLost is { } lost ? $"no record can be had for {time.GetElapsedTime(lost.At).TotalSeconds:0} s: {lost.Why}"
        : TakenOverLately is { } taken ? taken.Why
        : held is { } waiting ? $"scoring all partitions but those that wait: {waiting}"
        : current.Text;

    /// <summary>Time since the last heartbeat.</summary>
    public TimeSpan SilentFor => time.GetElapsedTime(Interlocked.Read(ref heartbeatAt));

    /// <summary>Said by whatever moves: a turn of the loop, a record read.</summary>
    public void Heartbeat() => Interlocked.Exchange(ref heartbeatAt, time.GetTimestamp());

    /// <summary>Orders are scored.</summary>
    public void Scoring()
    {
        Heartbeat();
        if (!current.IsScoring)
            current = new Reading(true, "scoring");
    }

    /// <summary>Not scoring, and why.</summary>
    public void Waiting(string why)
    {
        Heartbeat();
        current = new Reading(false, why);
    }

    /// <summary>What does not stop the scoring and must be known all the same, in words; empty as a rule.</summary>
    public IReadOnlyCollection<string> Warnings =>
        [.. warnings.OrderBy(warning => warning.Key, StringComparer.Ordinal).Select(warning => warning.Value)];

    /// <summary>Warns until it is withdrawn or warned otherwise.</summary>
    /// <param name="about">Tells warnings apart.</param>
    /// <param name="what">What readiness says.</param>
    /// <returns>True when there was no warning about it.</returns>
    public bool Warn(string about, string what)
    {
        var isNew = !warnings.ContainsKey(about);
        warnings[about] = what;
        return isNew;
    }

    /// <summary>Warns of it no longer.</summary>
    public void Withdraw(string about) => warnings.TryRemove(about, out _);

    /// <summary>The cluster says where the group stands.</summary>
    public void PositionKnown() => positionLost = null;

    /// <summary>It does not, and why.</summary>
    public void PositionUnknown(string why) => positionLost = new PositionLost(positionLost?.At ?? time.GetTimestamp(), why);

    /// <summary>
    /// The cluster has shut this instance's producer out. Once may be a process that was halted for long; again within a minute is another
    /// one of the same name.
    /// </summary>
    public void Fenced(string why)
    {
        var now = new PositionLost(time.GetTimestamp(), why);
        if (lastFenced is { } before && time.GetElapsedTime(before.At) < TakenOverMemory)
            takenOver = now;
        lastFenced = now;
    }

    /// <summary>Partitions wait because of a record, and why; null when none does.</summary>
    public void Held(string? why) => held = why;

    private PositionLost? TakenOverLately => takenOver is { } taken && time.GetElapsedTime(taken.At) < TakenOverMemory ? taken : null;

    private PositionLost? LongLost => positionLost is { } lost && time.GetElapsedTime(lost.At) > PositionPatience ? lost : null;

    private sealed record Reading(bool IsScoring, string Text);

    private sealed record PositionLost(long At, string Why);
}
