using Npgsql;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Audit.Artifacts;

/// <summary>
/// Artifacts in the database. A small one is a row; a large one is a row without bytes and numbered parts, so that neither side ever holds
/// it whole. All rows of one are written in one transaction.
/// </summary>
internal sealed class PostgresArtifacts(
    NpgsqlDataSource database,
    string schemaName,
    TimeProvider clock,
    Func<CancellationToken, Task> prepare
) : IArtifactStorage
{
    /// <summary>What is longer is kept in parts of this size.</summary>
    internal const int PartBytes = 4 * 1024 * 1024;

    private const string TableName = "artifacts";
    private const string PartTableName = "artifact_parts";

    private readonly string table = $"\"{schemaName}\".{TableName}"; // quoted: the schema may be called like a keyword
    private readonly string parts = $"\"{schemaName}\".{PartTableName}";

    public static IEnumerable<ISchemaObject> Tables(string schemaName)
    {
        var table = new Table(new PostgresqlObjectName(schemaName, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn<string>("sha256").AsPrimaryKey();
        table.AddColumn("bytes", "bytea").NotNull();
        table.AddColumn("stored_at", "timestamp with time zone").NotNull();
        var parts = new Table(new PostgresqlObjectName(schemaName, PartTableName, SchemaUtils.IdentifierUsage.General));
        parts.AddColumn<string>("sha256").AsPrimaryKey();
        parts.AddColumn<int>("part").AsPrimaryKey();
        parts.AddColumn("bytes", "bytea").NotNull();
        return [table, parts];
    }

    public async Task WriteAsync(string sha256, Stream bytes, CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var buffer = new byte[(int)Math.Min(bytes.Length, PartBytes)];
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var whole = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (whole.ConfigureAwait(false))
            {
                var isSmall = bytes.Length <= PartBytes;
                if (isSmall)
                    await bytes.ReadExactlyAsync(buffer, cancellation).ConfigureAwait(false);
                await UpsertAsync(
                        connection,
                        $"insert into {table} (sha256, bytes, stored_at) values ($1, $2, $3) on conflict (sha256) do update set bytes = "
                            + $"excluded.bytes where {TableName}.bytes <> excluded.bytes",
                        [sha256, isSmall ? buffer : Array.Empty<byte>(), clock.GetUtcNow().ToUniversalTime()],
                        cancellation
                    )
                    .ConfigureAwait(false);
                for (var part = 0; !isSmall && bytes.Position < bytes.Length; part++)
                {
                    var length = await bytes
                        .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)
                        .ConfigureAwait(false);
                    await UpsertAsync(
                            connection,
                            $"insert into {parts} (sha256, part, bytes) values ($1, $2, $3) on conflict (sha256, part) do update set "
                                + $"bytes = excluded.bytes where {PartTableName}.bytes <> excluded.bytes",
                            [sha256, part, buffer.AsMemory(0, length)],
                            cancellation
                        )
                        .ConfigureAwait(false);
                }

                await whole.CommitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    public async Task<bool> ReadAsync(string sha256, Stream into, CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        if (
            await ScalarAsync($"select bytes from {table} where sha256 = $1", [sha256], cancellation).ConfigureAwait(false)
            is not byte[] row
        )
            return false;
        await into.WriteAsync(row, cancellation).ConfigureAwait(false);
        for (var part = 0; row.Length == 0; part++)
        {
            if (
                await ScalarAsync($"select bytes from {parts} where sha256 = $1 and part = $2", [sha256, part], cancellation)
                    .ConfigureAwait(false)
                is not byte[] bytes
            )
                break;
            await into.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    public async Task<bool> ContainsAsync(string sha256, CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        return await ScalarAsync($"select true from {table} where sha256 = $1", [sha256], cancellation).ConfigureAwait(false) is not null;
    }

    private static async Task UpsertAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            Fill(command, values);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<object?> ScalarAsync(string sql, object[] values, CancellationToken cancellation)
    {
        var command = database.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            Fill(command, values);
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static void Fill(NpgsqlCommand command, object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(
                value is ReadOnlyMemory<byte> or Memory<byte>
                    ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Bytea }
                    : new NpgsqlParameter { Value = value }
            );
    }
}
