using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Projection;

/// <summary>
/// Drops rows that are older than they are kept, by stream time: a replay of an old year keeps what it replays. Now is the time that the
/// latest hundred orders have passed, not
/// the latest order's: a single event of a distant future must not throw everything away. With fewer orders nothing is dropped.
/// </summary>
internal static class Retention
{
    /// <summary>At a time, so that the projector is not held up; the next round takes more.</summary>
    private const int MostRows = 20_000;

    private const string Now = """
        select hour from (select hour, sum(green + yellow + red) over (order by hour desc) as orders from console.tier_hours) latest
        where orders >= 100 order by hour desc limit 1
        """;

    /// <summary>Windows come again when a scorer has gone on after a fault: so long after, by wall time, they are known.</summary>
    private static readonly TimeSpan RepeatsWithin = TimeSpan.FromDays(2);

    public static async Task ApplyAsync(
        NpgsqlConnection connection,
        ProjectorSettings settings,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await connection.ExecuteAsync(
            $"""
            delete from console.counted_windows where ctid = any(array(
                select ctid from console.counted_windows where counted_at < $1 limit {MostRows}))
            """,
            cancellation,
            (clock.GetUtcNow() - RepeatsWithin).UtcDateTime
        );
        await DropAsync("history_days", "day", settings.KeepAlertDays);
        await DropAsync("alerts", "recorded_at", settings.KeepAlertDays);
        await DropAsync("window_days", "day", settings.KeepAlertDays);
        await DropAsync("orders", "hour", settings.KeepCountDays);
        await DropAsync("order_scores", "hour", settings.KeepCountDays);
        await DropAsync("tier_hours", "hour", settings.KeepCountDays);

        Task<int> DropAsync(string table, string column, int days) =>
            connection.ExecuteAsync(
                $"""
                delete from console.{table} where ctid = any(array(
                    select ctid from console.{table}
                      where {column} < (select now.hour - make_interval(days => $1) from ({Now}) now) limit {MostRows}))
                """,
                cancellation,
                days
            );
    }
}
