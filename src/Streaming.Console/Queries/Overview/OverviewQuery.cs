using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Contracts.Events;

namespace Streaming.Console.Queries.Overview;

/// <summary>What the overview tells.</summary>
/// <param name="StreamTime">The stream clock: the latest stream time that was scored, single orders of a distant future apart. Null before
/// the first score.</param>
/// <param name="ScoredAt">Wall time of the latest score.</param>
/// <param name="Total">Of the period.</param>
/// <param name="Before">Of the period of the same length before it.</param>
/// <param name="Scorers">What each instance last said, the latest first.</param>
/// <param name="Lag">Null before it was measured.</param>
public sealed record OverviewView(
    Period Period,
    DateTime? StreamTime,
    DateTimeOffset? ScoredAt,
    DateTimeOffset Now,
    TierBucket Total,
    TierBucket Before,
    IReadOnlyList<TierBucket> Buckets,
    DriftView Drift,
    IReadOnlyList<ScorerLine> Scorers,
    LagLine? Lag,
    IReadOnlyList<DeadLetterLine> DeadLetters,
    long Skipped,
    string? Projecting
)
{
    /// <summary>What the histories dropped in the period; all zero as a rule.</summary>
    public DroppedLine Dropped { get; init; } = new(0, 0, 0);
}

/// <summary>Events that the scorers' histories did not take as they came.</summary>
/// <param name="TooOld">Older than everything that is remembered, and left out.</param>
/// <param name="Late">Came too late, and count on a later day than their own.</param>
/// <param name="ReviewsRefused">Reviews that break the contract or could not be counted.</param>
public sealed record DroppedLine(long TooOld, long Late, long ReviewsRefused)
{
    public bool Any => TooOld > 0 || Late > 0 || ReviewsRefused > 0;
}

/// <summary>What a scorer instance last said.</summary>
public sealed record ScorerLine(string Instance, string ModelName, string ModelSha256, long DecisionNumber, DateTimeOffset EndedAt);

/// <summary>How far the scorers are behind.</summary>
/// <param name="Records">Null when it could not be measured.</param>
/// <param name="OldestAt">Wall time of the oldest order that waits.</param>
/// <param name="Detail">Why it could not be measured.</param>
public sealed record LagLine(long? Records, DateTimeOffset? OldestAt, string Detail, DateTimeOffset MeasuredAt);

/// <summary>Orders that could not be scored.</summary>
public sealed record DeadLetterLine(string Reason, long Records, DateOnly Latest);

internal static class OverviewQuery
{
    /// <summary>Each instance meets the same events, and one that has run for a part of the day only some of them.</summary>
    private const string DroppedEvents = """
        select coalesce(sum(too_old), 0)::bigint, coalesce(sum(late), 0)::bigint, coalesce(sum(reviews_refused), 0)::bigint
        from (select max(too_old) as too_old, max(late) as late, max(reviews_refused) as reviews_refused from console.history_days
              where day > ($1::timestamp - make_interval(days => $2))::date and day <= $1::date group by day) as of_day
        """;

    public static async Task<OverviewView> ReadAsync(ConsoleParts parts, Period period, CancellationToken cancellation)
    {
        await using var connection = await parts.Database.ConnectAsync(cancellation);
        var clock = (
            await connection.QueryAsync(
                "select stream_time, scored_at from console.clock",
                row => (Stream: row.GetDateTime(0), At: row.GetFieldValue<DateTimeOffset>(1)),
                cancellation
            )
        )
            .Cast<(DateTime Stream, DateTimeOffset At)?>()
            .SingleOrDefault();
        var now = parts.Clock.GetUtcNow();
        var latest = DateTime.SpecifyKind(clock?.Stream ?? now.UtcDateTime, DateTimeKind.Unspecified);
        var to = latest.Date.AddHours(latest.Hour + 1); // the hour under way belongs to the period
        var from = to.AddDays(-period.Days);
        var buckets = await TierBuckets.ReadAsync(connection, from, to, period.Bucket, cancellation);
        var total = await TierBuckets.TotalAsync(connection, from, to, cancellation);
        var before = await TierBuckets.TotalAsync(connection, from.AddDays(-period.Days), from, cancellation);
        var drift = await DriftQuery.ReadAsync(connection, latest, period.Days, parts.Drift, cancellation);
        var scorers = await connection.QueryAsync(
            "select instance, model_name, model_sha256, decision_number, ended_at from console.scorers order by ended_at desc limit 20",
            row => new ScorerLine(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt64(3),
                row.GetFieldValue<DateTimeOffset>(4)
            ),
            cancellation
        );
        var lag = await connection.QueryAsync(
            "select records, oldest_at, detail, measured_at from console.lag where reader = 'scorer'",
            row => new LagLine(
                row.ValueOrNull<long>(0),
                row.ValueOrNull<DateTimeOffset>(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3)
            ),
            cancellation
        );
        var letters = await connection.QueryAsync(
            "select reason, sum(records)::bigint, max(day) from console.dead_letters group by reason order by 2 desc",
            row => new DeadLetterLine(row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(2)),
            cancellation
        );
        var skipped = (await connection.QueryAsync("select count(*) from console.skipped", row => row.GetInt64(0), cancellation)).Single();
        var dropped = (
            await connection.QueryAsync(
                DroppedEvents,
                row => new DroppedLine(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                cancellation,
                latest,
                period.Days
            )
        ).Single();
        return new OverviewView(
            period,
            clock?.Stream,
            clock?.At,
            now,
            total,
            before,
            buckets,
            drift,
            scorers,
            lag.SingleOrDefault(),
            letters,
            skipped,
            parts.Projecting?.Invoke()
        )
        {
            Dropped = dropped,
        };
    }
}
