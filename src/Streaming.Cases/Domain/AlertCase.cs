using System.Text.Json.Serialization;

namespace Streaming.Cases.Domain;

/// <summary>One order's case as its events make it. Immutable.</summary>
public sealed record AlertCase
{
    /// <summary>The order.</summary>
    public required string Id { get; init; }

    /// <summary>Events so far: what a form was made from, so that a second writer is noticed.</summary>
    public long Revision { get; init; }

    public CaseStatus Status { get; init; }

    /// <summary>Who works on it; null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>The alert that counts: the latest that was worse than those before.</summary>
    public required CaseAlert Alert { get; init; }

    public CaseAction Action { get; init; }

    public required CaseRank Rank { get; init; }

    /// <summary>The rule that opened it.</summary>
    public string Why { get; init; } = "";

    public string Policy { get; init; } = "";

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When somebody should have contacted the customer.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it comes back by itself; null while it is not snoozed, or until it gets worse.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>How often it was snoozed, worsened and reopened.</summary>
    public CaseTurns Turns { get; init; } = new(0, 0, 0);

    /// <summary>The first try to contact the customer; null while there was none.</summary>
    public DateTimeOffset? ContactedAt { get; init; }

    /// <summary>The first time that the customer answered us; null while there was none.</summary>
    public DateTimeOffset? ReachedAt { get; init; }

    /// <summary>When a person last did something.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public CaseOutcome? Outcome { get; init; }

    /// <summary>Who closed it; empty when the program did, null while it is open.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>The review that counts: the last answered; null while none came.</summary>
    public CaseReviewed? Review { get; init; }

    /// <summary>When the review came to us; null while none came.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    [JsonIgnore]
    public bool IsOpen => Status is CaseStatus.Unassigned or CaseStatus.Taken or CaseStatus.Snoozed;

    /// <summary>Whether its owner did nothing with it since a time, neither before it waited nor since it came back.</summary>
    public bool IsIdle(DateTimeOffset since, DateTimeOffset now) =>
        Owner is not null && IsOpen && !IsAsleep(now) && ActedAt <= since && !(SnoozedUntil > since);

    /// <summary>Whether it waits at this time.</summary>
    public bool IsAsleep(DateTimeOffset now) => Status == CaseStatus.Snoozed && !(SnoozedUntil <= now);
}

/// <summary>How often a case came back.</summary>
public sealed record CaseTurns(int Snoozed, int Worsened, int Reopened);
