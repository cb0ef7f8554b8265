using Npgsql;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;

namespace Streaming.Cases.Intake;

/// <summary>What time does to cases: idle ones go back, old reviews go, and the counts are told.</summary>
internal sealed class IntakeUpkeep(CaseStore store, IntakeSettings settings, CaseMetrics metrics)
{
    /// <summary>At a time, so that the intake is not held up; the next round takes more.</summary>
    private const int MostRows = 5_000;

    private readonly CaseTables tables = store.Tables;

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        metrics.Returned(await ReturnIdleAsync(connection, cancellation).ConfigureAwait(false));
        await DropReviewsAsync(connection, cancellation).ConfigureAwait(false);
        metrics.Show(await QueueLengths.ReadAsync(connection, tables, store.Clock.GetUtcNow(), cancellation).ConfigureAwait(false));
    }

    /// <summary>Gives back what its owner leaves lying. Each case is asked again where it is written, so that an act in between wins and
    /// nothing happens twice.</summary>
    /// <returns>How many went back.</returns>
    public async Task<int> ReturnIdleAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var idleSince = store.Clock.GetUtcNow() - settings.ReturnAfter;
        var idle = await connection
            .ReadAsync(
                $"select order_id from {tables.Cases} where status = 'Taken' and acted_at <= $1 "
                    + $"union all select order_id from {tables.Cases} "
                    + "where status = 'Snoozed' and owner is not null and snoozed_until <= $1 "
                    + $"limit {MostRows}",
                row => row.GetString(0),
                cancellation,
                idleSince
            )
            .ConfigureAwait(false);
        var returned = 0;
        foreach (var order in idle)
            if (await store.Work.ReturnIdleAsync(order, idleSince, cancellation).ConfigureAwait(false))
                returned++;
        return returned;
    }

    /// <summary>By stream time: a replay of an old year keeps what it replays. Reviews of orders with an alert stay.</summary>
    private Task<int> DropReviewsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ExecuteAsync(
            $"""
            delete from {tables.Reviews} where event_id = any(array(
                select event_id from {tables.Reviews} r
                where recorded_at < (select max(day) from {tables.Alerts}) - make_interval(days => $1)
                  and not exists (select from {tables.Alerts} a where a.order_id = r.order_id)
                limit {MostRows}))
            """,
            cancellation,
            settings.KeepReviewDays
        );
}
