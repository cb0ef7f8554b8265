using Npgsql;
using Streaming.Audit;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs.Leases;

/// <summary>
/// One row per model that is being retrained. The row says which run is active; a process leases it for some seconds at a time and
/// renews the lease. It is a row and not a lock of the database, because jobs change workers and a lock dies with its connection. All times
/// are the database's own, so that the clocks of nodes may differ. Safe to use from any thread.
/// </summary>
public sealed class LeaseTable(NpgsqlDataSource database)
{
    /// <summary>Silence after which a process is taken for dead.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>So long may a run lie between two of its stages until it counts as abandoned.</summary>
    private const string BetweenStages = "interval '5 seconds'";

    /// <summary>So long is a job that resumes a run given until another is made.</summary>
    private const string BetweenResumes = "interval '15 seconds'";

    private const string Abandoned = $"(until < now() and (node <> '' or until < now() - {BetweenStages}))";
    private const string Columns = $"model, run, node, {Abandoned}, taken_at, stage, detail, done, rows, cancel_by, cancel_why";

    /// <summary>Less than a lease lasts: a connection that has gone silent must not look like one that works.</summary>
    private const int CommandSeconds = 4;

    private const string SchemaName = "trainer";

    private const string Definition = """
        create schema if not exists trainer;
        create table if not exists trainer.leases (
            model text primary key,
            run text not null unique,
            node text not null default '',
            until timestamptz not null default now(),
            taken_at timestamptz not null default now(),
            resumed_at timestamptz,
            stage text not null default '',
            detail text not null default '',
            done double precision not null default 0,
            rows bigint not null default 0,
            cancel_by text,
            cancel_why text);
        """;

    private volatile bool prepared;

    /// <summary>Makes a run the active one of its model.</summary>
    /// <returns>Null when it is; else the run that is active already.</returns>
    public async Task<RunLease?> TakeAsync(string model, string run, CancellationToken cancellation)
    {
        while (true)
        {
            var taken = await ExecuteAsync(
                    "insert into trainer.leases (model, run) values ($1, $2) on conflict (model) do nothing",
                    cancellation,
                    model,
                    run
                )
                .ConfigureAwait(false);
            if (taken == 1)
                return null;
            if (await FindAsync("model = $1", model, cancellation).ConfigureAwait(false) is { } active)
                return active;
        }
    }

    /// <summary>Acquires the lease of an active run; false when another process has it, or the run is not active.</summary>
    public async Task<bool> AcquireAsync(string run, string node, string stage, CancellationToken cancellation) =>
        await ExecuteAsync(
                "update trainer.leases set node = $2, until = now() + $3, detail = case when stage = $4 then detail else '' end, done = "
                    + "case when stage = $4 then done else 0 end, rows = case when stage = $4 then rows else 0 end, stage = $4 "
                    + "where run = $1 and (node = '' or node = $2 or until < now())",
                cancellation,
                run,
                node,
                Duration,
                stage
            )
            .ConfigureAwait(false) == 1;

    /// <summary>Acquires a run that nobody works on, so that it can be cancelled: false while anybody works on it, this very process
    /// included.</summary>
    public async Task<bool> AcquireIdleAsync(string run, string node, CancellationToken cancellation) =>
        await ExecuteAsync(
                "update trainer.leases set node = $2, until = now() + $3 where run = $1 and (node = '' or until < now())",
                cancellation,
                run,
                node,
                Duration
            )
            .ConfigureAwait(false) == 1;

    /// <summary>Renews the lease and publishes the progress.</summary>
    /// <returns>The lease; null when it is not this node's any more.</returns>
    public Task<RunLease?> RenewAsync(string run, string node, StageProgress progress, CancellationToken cancellation) =>
        ReadOneAsync(
            $"update trainer.leases set until = now() + $3, detail = $4, done = $5, rows = $6 where run = $1 and node = $2 returning "
                + $"{Columns}",
            cancellation,
            run,
            node,
            Duration,
            progress.Detail,
            progress.Done,
            progress.Rows
        );

    /// <summary>Releases the lease; the run stays active for the next stage.</summary>
    public Task ReleaseAsync(string run, string node, CancellationToken cancellation) =>
        ExecuteAsync("update trainer.leases set node = '', until = now() where run = $1 and node = $2", cancellation, run, node);

    /// <summary>The run is over: its model may be retrained again.</summary>
    public Task EndAsync(string run, CancellationToken cancellation) =>
        ExecuteAsync("delete from trainer.leases where run = $1", cancellation, run);

    /// <summary>Asks whoever works on the run to stop it. The first who asks is recorded.</summary>
    /// <returns>Whether the run is active.</returns>
    public async Task<bool> RequestCancelAsync(string run, string by, string why, CancellationToken cancellation) =>
        await ExecuteAsync(
                "update trainer.leases set cancel_why = case when cancel_by is null then $3 else cancel_why end, cancel_by = "
                    + "coalesce(cancel_by, $2) where run = $1",
                cancellation,
                run,
                by,
                why
            )
            .ConfigureAwait(false) == 1;

    /// <summary>Claims an abandoned run for being resumed. Of all processes that watch, one gets it, once in a while.</summary>
    public async Task<bool> ClaimResumeAsync(string run, CancellationToken cancellation) =>
        await ExecuteAsync(
                $"update trainer.leases set resumed_at = now() where run = $1 and {Abandoned} and (resumed_at is null or resumed_at < "
                    + $"now() - {BetweenResumes})",
                cancellation,
                run
            )
            .ConfigureAwait(false) == 1;

    /// <summary>All active runs.</summary>
    public async Task<IReadOnlyList<RunLease>> ListAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        return await ReadAsync($"select {Columns} from trainer.leases order by model", cancellation).ConfigureAwait(false);
    }

    public Task<RunLease?> FindAsync(string run, CancellationToken cancellation) => FindAsync("run = $1", run, cancellation);

    private Task<RunLease?> FindAsync(string condition, string value, CancellationToken cancellation) =>
        ReadOneAsync($"select {Columns} from trainer.leases where {condition}", cancellation, value);

    private async Task<RunLease?> ReadOneAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        return (await ReadAsync(sql, cancellation, values).ConfigureAwait(false)).FirstOrDefault();
    }

    private async Task<List<RunLease>> ReadAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                var leases = new List<RunLease>();
                while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    leases.Add(
                        new RunLease
                        {
                            Model = row.GetString(0),
                            Run = row.GetString(1),
                            Node = row.GetString(2),
                            IsAbandoned = row.GetBoolean(3),
                            TakenAt = row.GetFieldValue<DateTimeOffset>(4),
                            Stage = row.GetString(5),
                            Progress = new StageProgress(row.GetString(6), row.GetDouble(7), row.GetInt64(8)),
                            CancelBy = row.IsDBNull(9) ? null : row.GetString(9),
                            CancelWhy = row.IsDBNull(10) ? null : row.GetString(10),
                        }
                    );
                }

                return leases;
            }
        }
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = CommandSeconds;
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>Makes the table where it is missing: what the first use does as well, where its role may.</summary>
    /// <returns>Whether it had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    public async Task<bool> MigrateAsync(CancellationToken cancellation)
    {
        if (!await IsMissingAsync(cancellation).ConfigureAwait(false))
            return false;
        try
        {
            var command = database.CreateCommand(
                $"begin; select pg_advisory_xact_lock(hashtextextended('trainer leases', 0)); {Definition} commit;"
            );
            await using (command.ConfigureAwait(false))
                // one at a time: two that create the same at once fail in the catalog
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException failure) when (DatabaseNotPreparedException.Of(failure, database, SchemaName) is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>The SQL of what <see cref="MigrateAsync"/> would make; empty when nothing is missing.</summary>
    public async Task<string> MigrationSqlAsync(CancellationToken cancellation) =>
        await IsMissingAsync(cancellation).ConfigureAwait(false) ? Definition : "";

    private async Task<bool> IsMissingAsync(CancellationToken cancellation)
    {
        // Not by to_regclass: a role that may not use the schema could not ask so, and would be told of another right than the one it
        // lacks.
        var command = database.CreateCommand(
            "select not exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where "
                + "n.nspname = 'trainer' and c.relname = 'leases')"
        );
        await using (command.ConfigureAwait(false))
            return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>A failure is not remembered.</summary>
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        if (prepared)
            return;
        await MigrateAsync(cancellation).ConfigureAwait(false);
        prepared = true;
    }
}
