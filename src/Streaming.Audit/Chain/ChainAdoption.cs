using Npgsql;

namespace Streaming.Audit.Chain;

/// <summary>Chains the events of a store that is older than its chain, once, in the order of their sequence; what was changed before is not found by it.</summary>
internal static class ChainAdoption
{
    /// <summary>Nothing happens when the chain has begun, has lost its head, or there are no events.</summary>
    /// <returns>How many events were chained.</returns>
    public static async Task<int> AdoptAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlDataSource database, ChainTables tables, CancellationToken cancellation)
    {
        if (await PositionAsync(connection, transaction, tables, cancellation).ConfigureAwait(false) is not 0) return 0;
        var adopted = 0;
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            await foreach (var row in snapshot.RowsAsync(cancellation).ConfigureAwait(false))
            {
                if (row is not { Link: null, Event: { } happened }) continue;
                var content = happened.ContentHash();
                var command = new NpgsqlCommand(tables.Append("$1", "$2", "$3", "$4", "$1"), connection, transaction);
                await using (command.ConfigureAwait(false))
                {
                    foreach (var value in (object[])[content, happened.Sequence, happened.Stream, happened.Version]) command.Parameters.Add(new NpgsqlParameter { Value = value });
                    await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                }

                adopted++;
            }
        }

        return adopted;
    }

    /// <summary>Holds the head, so that nobody appends meanwhile.</summary>
    private static async Task<long?> PositionAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ChainTables tables, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand($"select position from {tables.Head} where id = 1 for update", connection, transaction);
        await using (command.ConfigureAwait(false))
            return (long?)await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }
}
