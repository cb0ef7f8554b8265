using Npgsql;
using Streaming.Console.Projection.Alerts;
using Streaming.Console.Projection.DeadLetters;
using Streaming.Console.Projection.Orders;
using Streaming.Console.Projection.Tiers;
using Streaming.Console.Projection.Windows;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Models.Policy;

namespace Streaming.Console.Projection;

/// <summary>
/// Writes batches of records to the read models, effectively once: what a batch changes and the positions behind it are one database
/// transaction, and records before
/// the stored positions are left out. For one caller at a time; writers of several processes wait for each other.
/// </summary>
/// <param name="logId">Names the log that the offsets belong to; another log's rows are never added to.</param>
internal sealed class ProjectionWriter(string logId, TimeProvider clock)
{
    private readonly IReadOnlyList<IReadModel> models =
    [
        new TierCounts(),
        new OrderScores(),
        new AlertRows(),
        new WindowDays(clock),
        new DeadLetterCounts(),
        new SkippedRecords(clock),
    ];

    /// <summary>Called after each read model was written, before the commit. For tests that end the process there.</summary>
    public Action<IReadModel>? Written { get; init; }

    /// <summary>
    /// Takes the read models over for this log. When they tell about another one (topics that were made anew, another cluster), they are
    /// emptied and begin again: the
    /// records that they came from are not in this log, and records that are would be counted twice.
    /// </summary>
    /// <returns>The id of the log whose rows were dropped; null when nothing was.</returns>
    public async Task<string?> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("lock table console.source in exclusive mode", cancellation);
        var earlier = await SourceAsync(connection, cancellation);
        if (earlier == logId)
            return null;
        if (earlier is not null)
            await connection.ExecuteAsync(
                "truncate console.positions, console.lag, console.partition_lag, "
                    + string.Join(", ", models.SelectMany(model => model.Tables)),
                cancellation
            );
        await connection.ExecuteAsync(
            "insert into console.source (log_id, since) values ($1, $2) on conflict (one) do update set log_id = excluded.log_id, since "
                + "= excluded.since",
            cancellation,
            logId,
            clock.GetUtcNow().UtcDateTime
        );
        await transaction.CommitAsync(cancellation);
        return earlier;
    }

    /// <summary>The offset to read next, of every partition that was read from before.</summary>
    public static async Task<Dictionary<(string Topic, int Partition), long>> PositionsAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation
    ) =>
        (
            await connection.QueryAsync(
                "select topic, partition, next_offset from console.positions",
                row => (row.GetString(0), row.GetInt32(1), row.GetInt64(2)),
                cancellation
            )
        ).ToDictionary(position => (position.Item1, position.Item2), position => position.Item3);

    /// <summary>Projects the batch. A record that the tables cannot take is noted as skipped; the others are written all the
    /// same.</summary>
    /// <returns>The records that were new.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached; nothing was written, or all of it was.</exception>
    /// <exception cref="InvalidOperationException">The read models were claimed for another log meanwhile.</exception>
    public async Task<int> ApplyAsync(NpgsqlConnection connection, ProjectionBatch batch, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(connection, batch, cancellation);
        }
        catch (Exception fault) when (batch.Records.Count > 1 && IsOfARecord(fault))
        {
            return await ApplyOneByOneAsync(connection, batch, cancellation);
        }
        catch (Exception fault) when (batch.Records.Count == 1 && IsOfARecord(fault))
        {
            var skipped = batch.Records[0] with { Fact = new SkippedFact(fault.Message) };
            return await WriteAsync(connection, batch with { Records = [skipped] }, cancellation);
        }
    }

    private async Task<int> ApplyOneByOneAsync(NpgsqlConnection connection, ProjectionBatch batch, CancellationToken cancellation)
    {
        var written = 0;
        foreach (var record in batch.Records)
        {
            var next = new Dictionary<(string, int), long> { [(record.Topic, record.Partition)] = record.Offset + 1 };
            written += await ApplyAsync(connection, new ProjectionBatch([record], next), cancellation);
        }

        await WriteAsync(connection, batch with { Records = [] }, cancellation); // the marks behind the last records
        return written;
    }

    private async Task<int> WriteAsync(NpgsqlConnection connection, ProjectionBatch batch, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var source = await connection.QueryAsync("select log_id from console.source for update", row => row.GetString(0), cancellation);
        if (source.SingleOrDefault() != logId)
            throw new InvalidOperationException(
                $"the read models belong to log {source.SingleOrDefault() ?? "none"} by now, not to {logId}: two projectors with "
                    + $"different clusters write to one database"
            );
        var positions = await PositionsAsync(connection, cancellation);
        var fresh = batch.Records.Where(record => record.Offset >= positions.GetValueOrDefault((record.Topic, record.Partition))).ToList();
        foreach (var model in models)
        {
            if (fresh.Count > 0)
                await model.ApplyAsync(connection, fresh, cancellation);
            Written?.Invoke(model);
        }

        await MoveAsync(connection, batch.Next, cancellation);
        await transaction.CommitAsync(cancellation);
        return fresh.Count;
    }

    private static async Task MoveAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<(string Topic, int Partition), long> next,
        CancellationToken cancellation
    ) =>
        await connection.ExecuteAsync(
            """
            insert into console.positions as p (topic, partition, next_offset) select * from unnest($1::text[], $2::int[], $3::bigint[])
            on conflict (topic, partition) do update set next_offset = greatest(p.next_offset, excluded.next_offset)
            """,
            cancellation,
            next.Keys.Select(key => key.Topic).ToArray(),
            next.Keys.Select(key => key.Partition).ToArray(),
            next.Values.ToArray()
        );

    private static async Task<string?> SourceAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        (await connection.QueryAsync("select log_id from console.source", row => row.GetString(0), cancellation)).SingleOrDefault();

    /// <summary>
    /// Whether the fault is one of the values, not of the database or the way to it: of class 21 (the same row twice), 22 (data exception),
    /// 23 (constraint), 54 (a limit, as of an index entry), or anything unexpected on this side.
    /// </summary>
    private static bool IsOfARecord(Exception fault) =>
        fault switch
        {
            PostgresException { SqlState: var state } => state[..2] is "21" or "22" or "23" or "54",
            NpgsqlException
            or IOException
            or TimeoutException
            or InvalidOperationException
            or OperationCanceledException
            or OutOfMemoryException => false,
            _ => true,
        };
}
