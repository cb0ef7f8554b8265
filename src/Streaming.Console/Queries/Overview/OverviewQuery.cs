using Npgsql;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Web;

namespace Streaming.Console.Queries.Overview;

/// <summary>Reads everything that the overview shows. Safe to use from any thread.</summary>
/// <param name="projection">Null where another process projects.</param>
public sealed class OverviewQuery(
    ConsoleDatabase database,
    TimeProvider clock,
    ConsoleSettings settings,
    IProjectionState? projection = null
)
{
    private const string Clock = "select stream_time, scored_at from console.clock";

    private const string LatestScorers =
        "select instance, model_name, model_sha256, decision_number, ended_at from console.scorers order by ended_at desc limit 20";

    private const string Lag = "select records, oldest_at, detail, measured_at from console.lag where reader = 'scorer'";

    private const string DeadLetters =
        "select reason, sum(records)::bigint, max(day) from console.dead_letters group by reason order by 2 desc";

    /// <summary>One query for both counts. Each instance meets the same events, and one that has run for a part of the day only some of
    /// them: so the largest count of a day holds.</summary>
    private const string SkippedAndDropped = """
        select (select count(*) from console.skipped),
               coalesce(sum(too_old), 0)::bigint, coalesce(sum(late), 0)::bigint, coalesce(sum(reviews_refused), 0)::bigint
        from (select max(too_old) as too_old, max(late) as late, max(reviews_refused) as reviews_refused from console.history_days
              where day > ($1::timestamp - make_interval(days => $2))::date and day <= $1::date group by day) as of_day
        """;

    public async Task<OverviewView> ReadAsync(Period period, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        var times = await ClockAsync(connection, cancellation);
        var latest = DateTime.SpecifyKind(times.Latest, DateTimeKind.Unspecified);
        return new OverviewView(
            period,
            times,
            await TierBuckets.ReadAsync(connection, latest, period, cancellation),
            await DriftQuery.ReadAsync(connection, latest, period.Days, settings.Drift, cancellation),
            await ScorersAsync(connection, cancellation),
            await LeftOutAsync(connection, latest, period, cancellation)
        );
    }

    private async Task<OverviewClock> ClockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var found = await connection.QueryAsync(
            Clock,
            row => new OverviewClock(row.GetDateTime(0), row.GetFieldValue<DateTimeOffset>(1), now),
            cancellation
        );
        return found.SingleOrDefault() ?? new OverviewClock(null, null, now);
    }

    private async Task<ScorersView> ScorersAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var lines = await connection.QueryAsync(
            LatestScorers,
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
            Lag,
            row => new LagLine(
                row.ValueOrNull<long>(0),
                row.ValueOrNull<DateTimeOffset>(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3)
            ),
            cancellation
        );
        return new ScorersView(lines, lag.SingleOrDefault(), projection?.State);
    }

    private static async Task<LeftOutView> LeftOutAsync(
        NpgsqlConnection connection,
        DateTime latest,
        Period period,
        CancellationToken cancellation
    )
    {
        var letters = await connection.QueryAsync(
            DeadLetters,
            row => new DeadLetterLine(row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(2)),
            cancellation
        );
        var counts = await connection.QueryAsync(
            SkippedAndDropped,
            row => (Skipped: row.GetInt64(0), Dropped: new DroppedLine(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))),
            cancellation,
            latest,
            period.Days
        );
        var (skipped, dropped) = counts.Single();
        return new LeftOutView(letters, skipped, dropped);
    }
}
