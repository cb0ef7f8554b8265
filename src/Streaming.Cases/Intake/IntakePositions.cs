using Npgsql;
using Streaming.Cases.Store;

namespace Streaming.Cases.Intake;

/// <summary>How far the topics were taken in.</summary>
internal sealed class IntakePositions(CaseTables tables, string logId, TimeProvider clock)
{
    /// <summary>
    /// Takes the positions over for this log. When they belong to another one (topics that were made anew, another cluster), they begin
    /// anew. Cases stay: they hold people's work, and what comes a second time adds nothing to them.
    /// </summary>
    /// <returns>The id of the log that was followed before; null when it was this one, or none.</returns>
    public async Task<string?> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync($"lock table {tables.Source} in exclusive mode", cancellation).ConfigureAwait(false);
            var earlier = await SourceAsync(connection, "", cancellation).ConfigureAwait(false);
            if (earlier == logId)
                return null;
            if (earlier is not null)
                await connection.ExecuteAsync($"delete from {tables.Positions}", cancellation).ConfigureAwait(false);
            await connection
                .ExecuteAsync(
                    $"insert into {tables.Source} (one, log_id, since) values (1, $1, $2) on conflict (one) do update set "
                        + "log_id = excluded.log_id, since = excluded.since",
                    cancellation,
                    logId,
                    clock.GetUtcNow()
                )
                .ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return earlier;
        }
    }

    /// <summary>The offset to read next, of every partition that was read from before.</summary>
    public async Task<Dictionary<(string Topic, int Partition), long>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation
    ) =>
        (
            await connection
                .ReadAsync(
                    $"select topic, partition, next_offset from {tables.Positions}",
                    row => (Place: (row.GetString(0), row.GetInt32(1)), Next: row.GetInt64(2)),
                    cancellation
                )
                .ConfigureAwait(false)
        ).ToDictionary(position => position.Place, position => position.Next);

    /// <summary>The records that were not taken in yet. Whoever else writes waits until the transaction ends.</summary>
    /// <exception cref="InvalidOperationException">Another writer has claimed the positions for another log meanwhile.</exception>
    public async Task<List<IntakeRecord>> FreshAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeRecord> records,
        CancellationToken cancellation
    )
    {
        var source = await SourceAsync(connection, " for update", cancellation).ConfigureAwait(false);
        if (source != logId)
            throw new InvalidOperationException(
                $"the cases follow log {source ?? "none"} by now, not {logId}: two processes with different clusters write to one database"
            );
        var positions = await ReadAsync(connection, cancellation).ConfigureAwait(false);
        return [.. records.Where(record => record.Offset >= positions.GetValueOrDefault((record.Topic, record.Partition)))];
    }

    public Task MoveAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<(string Topic, int Partition), long> next,
        CancellationToken cancellation
    ) =>
        connection.ExecuteAsync(
            $"""
            insert into {tables.Positions} as p (topic, partition, next_offset) select * from unnest($1::text[], $2::int[], $3::bigint[])
            on conflict (topic, partition) do update set next_offset = greatest(p.next_offset, excluded.next_offset)
            """,
            cancellation,
            next.Keys.Select(key => key.Topic).ToArray(),
            next.Keys.Select(key => key.Partition).ToArray(),
            next.Values.ToArray()
        );

    private async Task<string?> SourceAsync(NpgsqlConnection connection, string suffix, CancellationToken cancellation) =>
        (
            await connection
                .ReadAsync($"select log_id from {tables.Source}{suffix}", row => row.GetString(0), cancellation)
                .ConfigureAwait(false)
        ).SingleOrDefault();
}
