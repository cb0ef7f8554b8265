using Marten;
using Npgsql;
using Streaming.Cases.Policy;
using Streaming.Cases.Store;
using Streaming.Kafka.Logs;

namespace Streaming.Cases.Intake;

/// <summary>
/// Turns batches of records into events, effectively once: what a batch appends and the positions behind it are one database transaction,
/// and records before the stored positions are left out. For one caller at a time; writers of several processes wait for each other.
/// </summary>
/// <param name="logId">Names the log that the offsets belong to.</param>
internal sealed class IntakeWriter(CaseStore store, CasePolicy policy, string logId)
{
    private readonly IntakeTables rows = new(store.Tables, store.Clock);
    private readonly IntakePositions positions = new(store.Tables, logId, store.Clock);

    /// <summary>Called at every point between two writes of a batch. For tests that end the process there.</summary>
    public Action<IntakePoint>? Reached { get; init; }

    /// <inheritdoc cref="IntakePositions.ClaimAsync"/>
    public Task<string?> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        positions.ClaimAsync(connection, cancellation);

    /// <inheritdoc cref="IntakePositions.ReadAsync"/>
    public Task<Dictionary<(string Topic, int Partition), long>> PositionsAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation
    ) => positions.ReadAsync(connection, cancellation);

    /// <summary>Takes the batch in. A record that the tables cannot take is noted as skipped; the others are taken all the same.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached; nothing was written, or all of it was.</exception>
    /// <exception cref="InvalidOperationException">Another writer has claimed the positions for another log meanwhile.</exception>
    public async Task<IntakeResult> ApplyAsync(NpgsqlConnection connection, LogBatch<IntakeRecord> batch, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(connection, batch, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (batch.Records.Count > 1 && RecordFault.Is(fault))
        {
            return await ApplyOneByOneAsync(connection, batch, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (batch.Records.Count == 1 && RecordFault.Is(fault))
        {
            var skipped = batch.Records[0] with { Fact = new NotUnderstood(fault.Message) };
            return await WriteAsync(connection, batch with { Records = [skipped] }, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<IntakeResult> ApplyOneByOneAsync(
        NpgsqlConnection connection,
        LogBatch<IntakeRecord> batch,
        CancellationToken cancellation
    )
    {
        var result = IntakeResult.None;
        foreach (var record in batch.Records)
        {
            var next = new Dictionary<(string, int), long> { [(record.Topic, record.Partition)] = record.Offset + 1 };
            var one = new LogBatch<IntakeRecord>([record], next);
            result += await ApplyAsync(connection, one, cancellation).ConfigureAwait(false);
        }

        await WriteAsync(connection, batch with { Records = [] }, cancellation).ConfigureAwait(false); // the marks behind the last records
        return result;
    }

    private async Task<IntakeResult> WriteAsync(NpgsqlConnection connection, LogBatch<IntakeRecord> batch, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var fresh = await positions.FreshAsync(connection, batch.Records, cancellation).ConfigureAwait(false);
            Reached?.Invoke(IntakePoint.Begun);
            var result = IntakeResult.None;
            foreach (var part in IntakeBatch.Parts(fresh))
                result += await TakeAsync(connection, transaction, part, cancellation).ConfigureAwait(false);
            await positions.MoveAsync(connection, batch.Next, cancellation).ConfigureAwait(false);
            Reached?.Invoke(IntakePoint.Moved);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            Reached?.Invoke(IntakePoint.Committed);
            return result;
        }
    }

    private async Task<IntakeResult> TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<IntakeRecord> fresh,
        CancellationToken cancellation
    )
    {
        var batch = await IntakeBatch
            .LoadAsync(connection, rows, new DayRooms(store.Tables, policy), policy, fresh, store.Clock, cancellation)
            .ConfigureAwait(false);
        batch.Take();
        Reached?.Invoke(IntakePoint.Decided);
        var session = await store.SessionAsync(cancellation, transaction).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            batch.Append(session);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        Reached?.Invoke(IntakePoint.Appended);
        await batch.WriteRowsAsync(connection, rows, cancellation).ConfigureAwait(false);
        Reached?.Invoke(IntakePoint.Noted);
        return batch.Result;
    }
}

/// <summary>Between which writes a batch is.</summary>
internal enum IntakePoint
{
    Begun,
    Decided,
    Appended,
    Noted,
    Moved,
    Committed,
}
