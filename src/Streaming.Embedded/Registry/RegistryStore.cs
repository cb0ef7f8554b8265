using Npgsql;
using Streaming.Kafka.Wire;

namespace Streaming.Embedded.Registry;

/// <summary>One version of a subject.</summary>
/// <param name="Unique">Made from the schema's canonical form, so that it is the same in every registry of ours.</param>
internal sealed record StoredVersion(string Subject, int Version, int Id, string Schema, Guid Unique);

/// <summary>One schema, whatever subjects it is under.</summary>
internal sealed record StoredSchema(int Id, string Schema, Guid Unique);

/// <summary>
/// The registry's tables, in a database schema of their own: <c>schema_registry</c>. A registration is one transaction, one at a time.
/// </summary>
internal sealed class RegistryStore(NpgsqlDataSource database)
{
    /// <summary>Any number that nothing else in the database locks by.</summary>
    private const long RegistrationLock = 0x5343_4845_4D41_5347;

    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS schema_registry;
        CREATE TABLE IF NOT EXISTS schema_registry.schemas (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            canonical_sha256 bytea NOT NULL UNIQUE,
            schema text NOT NULL);
        CREATE TABLE IF NOT EXISTS schema_registry.versions (
            subject text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            schema_id integer NOT NULL REFERENCES schema_registry.schemas,
            registered_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (subject, version),
            UNIQUE (subject, schema_id));
        CREATE TABLE IF NOT EXISTS schema_registry.levels (
            subject text PRIMARY KEY, -- '' for all subjects without a level of their own
            level text NOT NULL);
        """;

    private const string SelectVersions =
        "SELECT v.subject, v.version, s.id, s.schema, s.canonical_sha256 FROM schema_registry.versions v JOIN schema_registry.schemas s "
        + "ON s.id = v.schema_id";

    /// <summary>Makes the tables where one is missing; else it only asks, which needs no right to make anything.</summary>
    /// <returns>Whether one was missing.</returns>
    /// <exception cref="EmbeddedPartException">One is missing, and the role may not make it.</exception>
    public async Task<bool> CreateTablesAsync(CancellationToken cancellation)
    {
        if (!await IsMissingAsync(cancellation))
            return false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await LockAsync(connection, cancellation);
            await ExecuteAsync(connection, Tables, [], cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            throw new EmbeddedPartException(
                $"schema schema_registry of database '{address.Database}' is missing, and role '{address.Username}' may not make it "
                    + $"({refused.MessageText}; it has not the right CREATE). "
                    + "Let a role with that right run once: streaming database migrate",
                refused
            );
        }
    }

    /// <summary>The SQL of what <see cref="CreateTablesAsync"/> would make; empty when nothing is missing.</summary>
    public async Task<string> MissingSqlAsync(CancellationToken cancellation) => await IsMissingAsync(cancellation) ? Tables : "";

    private async Task<bool> IsMissingAsync(CancellationToken cancellation)
    {
        await using var asking = database.CreateCommand(
            "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "
                + "'schema_registry' AND c.relname IN ('schemas', 'versions', 'levels')"
        );
        return (long)(await asking.ExecuteScalarAsync(cancellation))! < 3;
    }

    /// <summary>The schema's version, registered now or before. Equal schemas share one id under all subjects.</summary>
    /// <exception cref="RegistryProblem">It breaks the subject's compatibility level.</exception>
    /// <remarks>With one connection: many first registrations at once, each of which waits for a second one, would take all that the
    /// database has.</remarks>
    public async Task<StoredVersion> RegisterAsync(string subject, SubmittedSchema schema, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (Find(await VersionsAsync(connection, subject, cancellation), schema) is { } known)
            return known;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, cancellation);
        var earlier = await VersionsAsync(connection, subject, cancellation);
        if (Find(earlier, schema) is { } meanwhile)
            return meanwhile;
        var level = await LevelAsync(connection, subject, orGlobal: true, cancellation) ?? CompatibilityLevel.Default;
        if (level.Differences(schema.Text, [.. earlier.Select(one => one.Schema)]) is { Count: > 0 } differences)
            throw RegistryProblem.Incompatible(subject, level, differences);

        await using var insert = new NpgsqlCommand(
            """
            WITH made AS (
                INSERT INTO schema_registry.schemas (canonical_sha256, schema) SELECT $2, $3
                WHERE NOT EXISTS (SELECT FROM schema_registry.schemas WHERE canonical_sha256 = $2) RETURNING id),
            one AS (SELECT id FROM made UNION ALL SELECT id FROM schema_registry.schemas WHERE canonical_sha256 = $2),
            versioned AS (
                INSERT INTO schema_registry.versions (subject, version, schema_id)
                SELECT $1, (SELECT coalesce(max(version), 0) + 1 FROM schema_registry.versions WHERE subject = $1), id FROM one
                ON CONFLICT (subject, schema_id) DO NOTHING)
            SELECT id FROM one
            """,
            connection
        );
        insert.Parameters.AddWithValue(subject);
        insert.Parameters.AddWithValue(schema.Sha256);
        insert.Parameters.AddWithValue(schema.Text);
        await insert.ExecuteScalarAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return Find(await VersionsAsync(connection, subject, cancellation), schema)!;
    }

    /// <summary>The version that the submitted schema is; with normal form asked for, one that differs in spelling as well.</summary>
    public static StoredVersion? Find(List<StoredVersion> versions, SubmittedSchema schema) =>
        versions.Find(one => one.Unique == schema.Unique)
        ?? (schema.Normal is { } normal ? versions.Find(one => NormalForm.Of(one.Schema) == normal) : null);

    /// <summary>All versions of the subject, oldest first; empty when there is no such subject.</summary>
    public async Task<List<StoredVersion>> VersionsAsync(string subject, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await VersionsAsync(connection, subject, cancellation);
    }

    /// <summary>All versions of all subjects that begin so, by subject and version.</summary>
    public async Task<List<StoredVersion>> AllAsync(string prefix, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await QueryAsync(
            connection,
            $"{SelectVersions} WHERE starts_with(v.subject, $1) ORDER BY v.subject, v.version",
            [prefix],
            cancellation
        );
    }

    /// <summary>Every place of the schema with this id; empty when there is none.</summary>
    public async Task<List<StoredVersion>> PlacesAsync(int id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await QueryAsync(connection, $"{SelectVersions} WHERE s.id = $1 ORDER BY v.subject, v.version", [id], cancellation);
    }

    public Task<StoredSchema?> SchemaAsync(int id, CancellationToken cancellation) => SchemaAsync("id = $1", id, cancellation);

    public Task<StoredSchema?> SchemaAsync(Guid unique, CancellationToken cancellation) =>
        SchemaAsync("substring(canonical_sha256 FROM 1 FOR 16) = $1", unique.ToByteArray(bigEndian: true), cancellation);

    /// <summary>The subject's own level, or the one for all; null when neither was set.</summary>
    /// <param name="subject">Empty for the level of all subjects.</param>
    public async Task<CompatibilityLevel?> LevelAsync(string subject, bool orGlobal, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await LevelAsync(connection, subject, orGlobal, cancellation);
    }

    /// <summary>Takes away the subject's own level, or the one for all.</summary>
    public async Task RemoveLevelAsync(string subject, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, "DELETE FROM schema_registry.levels WHERE subject = $1", [subject], cancellation);
    }

    public async Task SetLevelAsync(string subject, CompatibilityLevel level, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(
            connection,
            "INSERT INTO schema_registry.levels (subject, level) VALUES ($1, $2) "
                + "ON CONFLICT (subject) DO UPDATE SET level = excluded.level",
            [subject, level.Name],
            cancellation
        );
    }

    private static Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", [RegistrationLock], cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<CompatibilityLevel?> LevelAsync(
        NpgsqlConnection connection,
        string subject,
        bool orGlobal,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT level FROM schema_registry.levels WHERE subject = $1 OR ($2 AND subject = '') " + "ORDER BY subject DESC LIMIT 1",
            connection
        );
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(orGlobal);
        return await command.ExecuteScalarAsync(cancellation) is string level ? CompatibilityLevel.Parse(level) : null;
    }

    private async Task<StoredSchema?> SchemaAsync(string where, object value, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"SELECT id, schema, canonical_sha256 FROM schema_registry.schemas WHERE {where}");
        command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new StoredSchema(rows.GetInt32(0), rows.GetString(1), SubmittedSchema.UniqueOf((byte[])rows[2]))
            : null;
    }

    private static Task<List<StoredVersion>> VersionsAsync(NpgsqlConnection connection, string subject, CancellationToken cancellation) =>
        QueryAsync(connection, $"{SelectVersions} WHERE v.subject = $1 ORDER BY v.version", [subject], cancellation);

    private static async Task<List<StoredVersion>> QueryAsync(
        NpgsqlConnection connection,
        string sql,
        object[] values,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<StoredVersion>();
        while (await rows.ReadAsync(cancellation))
            found.Add(
                new StoredVersion(
                    rows.GetString(0),
                    rows.GetInt32(1),
                    rows.GetInt32(2),
                    rows.GetString(3),
                    SubmittedSchema.UniqueOf((byte[])rows[4])
                )
            );
        return found;
    }
}
