namespace Streaming.Console.Queries.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewView(
    Period Period,
    OverviewClock Clock,
    TierCountsView Tiers,
    DriftView Drift,
    ScorersView Scorers,
    LeftOutView LeftOut
);

/// <summary>The times that the overview shows.</summary>
/// <param name="StreamTime">The stream clock: the latest stream time that was scored, single orders of a distant future apart. Null before
/// the first score.</param>
/// <param name="ScoredAt">Wall time of the latest score.</param>
/// <param name="Now">Wall time.</param>
public sealed record OverviewClock(DateTime? StreamTime, DateTimeOffset? ScoredAt, DateTimeOffset Now)
{
    /// <summary>Where the shown period ends.</summary>
    public DateTime Latest => StreamTime ?? Now.UtcDateTime;
}

/// <summary>Orders by tier.</summary>
/// <param name="Total">Of the period.</param>
/// <param name="Before">Of the period of the same length before it.</param>
/// <param name="Buckets">The period in equal parts, the oldest first.</param>
/// <param name="Band">Of ordinary weeks; null where there are too few.</param>
public sealed record TierCountsView(TierBucket Total, TierBucket Before, IReadOnlyList<TierBucket> Buckets, RedBand? Band);

/// <summary>The scorers and the projector.</summary>
/// <param name="Lines">What each instance reported last, the latest first.</param>
/// <param name="Lag">Null before it was measured.</param>
/// <param name="Projection">What the projector of this process does; null where another process projects.</param>
public sealed record ScorersView(IReadOnlyList<ScorerLine> Lines, LagLine? Lag, string? Projection);

/// <summary>Records that were not scored, not shown or not counted as they came.</summary>
/// <param name="Skipped">Records of the output topics that this console could not show.</param>
/// <param name="Dropped">What the histories dropped in the period; all zero as a rule.</param>
public sealed record LeftOutView(IReadOnlyList<DeadLetterLine> DeadLetters, long Skipped, DroppedLine Dropped);

/// <summary>Events that the scorers' histories did not take as they came.</summary>
/// <param name="TooOld">Older than everything that is remembered, and left out.</param>
/// <param name="Late">Came too late, and count on a later day than their own.</param>
/// <param name="InvalidReviews">Reviews that break the contract or could not be counted.</param>
public sealed record DroppedLine(long TooOld, long Late, long InvalidReviews)
{
    public bool Any => TooOld > 0 || Late > 0 || InvalidReviews > 0;
}

/// <summary>What a scorer instance reported last.</summary>
public sealed record ScorerLine(string Instance, string ModelName, string ModelSha256, long DecisionNumber, DateTimeOffset EndedAt);

/// <summary>How far the scorers are behind.</summary>
/// <param name="Records">Null when it could not be measured.</param>
/// <param name="OldestAt">Wall time of the oldest order that waits.</param>
/// <param name="Detail">Why it could not be measured.</param>
public sealed record LagLine(long? Records, DateTimeOffset? OldestAt, string Detail, DateTimeOffset MeasuredAt);

/// <summary>Orders that could not be scored.</summary>
public sealed record DeadLetterLine(string Reason, long Records, DateOnly Latest);
