using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>Databases of a server that we may administer.</summary>
public static class PostgresDatabases
{
    /// <summary>Creates the database unless it is there.</summary>
    /// <param name="connectionString">Reaches the server; which database it names does not matter.</param>
    /// <param name="database">Any name; it is quoted.</param>
    /// <returns>The connection string with this database in it.</returns>
    public static async Task<string> EnsureAsync(string connectionString, string database, CancellationToken cancellation = default)
    {
        // Not pooled: an idle connection to 'postgres' would stay open for the life of the process.
        var administration = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        var connection = new NpgsqlConnection(administration.ConnectionString);
        await using var closing = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);

        var create = new NpgsqlCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        await using var createClosing = create.ConfigureAwait(false);
        try
        {
            await create.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException failure)
            when (failure.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // It is there, or another program made it in this moment: what was asked for.
        }

        return new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;
    }
}
