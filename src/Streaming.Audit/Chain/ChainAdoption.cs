using Npgsql;

namespace Streaming.Audit.Chain;

/// <summary>Chains the events that are there under a new name of the store, in the order of their sequence. What was changed before that is
/// not found by it.</summary>
internal static class ChainAdoption
{
    /// <summary>Throws the chain that was there away. In the caller's transaction, which keeps others from appending until it
    /// ends.</summary>
    /// <returns>How many events were chained.</returns>
    public static async Task<long> ChainAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        NpgsqlDataSource database,
        ChainTables tables,
        CancellationToken cancellation
    )
    {
        await tables.BeginAnewAsync(connection, transaction, cancellation).ConfigureAwait(false);
        var chained = 0L;
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            await foreach (var happened in snapshot.EventsAsync(cancellation).ConfigureAwait(false))
            {
                if (happened.IsFiller)
                    continue;
                var content = happened.ContentHash();
                var command = new NpgsqlCommand(tables.Append("$1", "$2", "$3", "$4", "$1"), connection, transaction);
                await using (command.ConfigureAwait(false))
                {
                    foreach (var value in (object[])[content, happened.Sequence, happened.Stream, happened.Version])
                        command.Parameters.Add(new NpgsqlParameter { Value = value });
                    await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                }

                chained++;
            }
        }

        return chained;
    }
}
