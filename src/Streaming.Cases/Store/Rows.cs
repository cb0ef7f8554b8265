using Npgsql;

namespace Streaming.Cases.Store;

/// <summary>Short forms for commands.</summary>
internal static class Rows
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Executes and gives the rows that were touched.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellation,
        params object?[] parameters
    )
    {
        var command = connection.Command(sql, parameters);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>All rows of a command with positional parameters.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object?[] parameters
    )
    {
        var command = connection.Command(sql, parameters);
        await using (command.ConfigureAwait(false))
            return await command.ReadAllAsync(read, cancellation).ConfigureAwait(false);
    }

    /// <summary>All rows, each read by <paramref name="read"/>.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation
    )
    {
        var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows;
        }
    }
}
