using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Audit.Artifacts;

/// <summary>Model files in the database, each under the hash of its bytes. Nothing is ever changed or removed. Safe to use from any thread.</summary>
public sealed class ArtifactStore
{
    private const string TableName = "artifacts";

    private readonly NpgsqlDataSource database;
    private readonly string table;
    private readonly TimeProvider clock;
    private readonly Func<CancellationToken, Task> prepare;

    internal ArtifactStore(NpgsqlDataSource database, string schemaName, TimeProvider clock, Func<CancellationToken, Task> prepare)
    {
        this.database = database;
        this.clock = clock;
        this.prepare = prepare;
        table = $"\"{schemaName}\".{TableName}"; // quoted: the schema may be called like a keyword
    }

    /// <summary>Keeps the artifact; putting it again changes nothing, or repairs what storage has damaged.</summary>
    /// <returns>Its SHA-256.</returns>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> artifact, CancellationToken cancellation = default)
    {
        if (artifact.IsEmpty) throw new ArgumentException("the artifact has no bytes", nameof(artifact));
        await prepare(cancellation).ConfigureAwait(false);
        var sha256 = ArtifactHash.Of(artifact.Span);
        var command = database.CreateCommand(
            $"insert into {table} (sha256, bytes, stored_at) values ($1, $2, $3) "
            + $"on conflict (sha256) do update set bytes = excluded.bytes where {TableName}.bytes <> excluded.bytes");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
            command.Parameters.Add(new NpgsqlParameter { Value = artifact, NpgsqlDbType = NpgsqlDbType.Bytea });
            command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return sha256;
    }

    /// <summary>The artifact with this hash; null when there is none.</summary>
    /// <exception cref="InvalidDataException">What is stored under the hash has another hash.</exception>
    public async Task<byte[]?> FindAsync(string sha256, CancellationToken cancellation = default)
    {
        if (await SelectAsync("bytes", sha256, cancellation).ConfigureAwait(false) is not byte[] artifact) return null;
        var actual = ArtifactHash.Of(artifact);
        if (actual != sha256)
            throw new InvalidDataException($"the {artifact.Length} bytes kept as artifact {sha256} have hash {actual}: the database has damaged or changed them");
        return artifact;
    }

    /// <summary>Whether an artifact is kept under this hash; its bytes are not read.</summary>
    public async Task<bool> ContainsAsync(string sha256, CancellationToken cancellation = default) =>
        await SelectAsync("true", sha256, cancellation).ConfigureAwait(false) is not null;

    internal static Table Table(string schemaName)
    {
        var table = new Table(new PostgresqlObjectName(schemaName, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn<string>("sha256").AsPrimaryKey();
        table.AddColumn("bytes", "bytea").NotNull();
        table.AddColumn("stored_at", "timestamp with time zone").NotNull();
        return table;
    }

    private async Task<object?> SelectAsync(string what, string sha256, CancellationToken cancellation)
    {
        ArtifactHash.Check(sha256);
        await prepare(cancellation).ConfigureAwait(false);
        var command = database.CreateCommand($"select {what} from {table} where sha256 = $1");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }
    }
}
