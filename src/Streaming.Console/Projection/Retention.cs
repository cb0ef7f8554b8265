using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Projection;

/// <summary>Drops rows that are older than they are kept, by the stream clock: a replay of an old year keeps what it replays.</summary>
internal static class Retention
{
    /// <summary>At a time, so that the projector is not held up; the next round takes more.</summary>
    private const int MostRows = 20_000;

    public static async Task ApplyAsync(NpgsqlConnection connection, ProjectorSettings settings, CancellationToken cancellation)
    {
        await DropAsync("alerts", "recorded_at", settings.KeepAlertDays);
        await DropAsync("window_days", "day", settings.KeepAlertDays);
        await DropAsync("orders", "hour", settings.KeepCountDays);
        await DropAsync("tier_hours", "hour", settings.KeepCountDays);

        Task<int> DropAsync(string table, string column, int days) => connection.ExecuteAsync(
            $"""
            delete from console.{table} where ctid = any(array(
                select ctid from console.{table} where {column} < (select stream_time - make_interval(days => $1) from console.clock) limit {MostRows}))
            """,
            cancellation,
            days);
    }
}
