using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// A private PostgreSQL server made from the installed programs: one data folder, the loopback only, a port of the system's choice,
/// a password of its own. Data stay between runs; what a killed run left behind is stopped or recovered by the next start. The server
/// is a process of its own and outlives a killed parent, but not <see cref="StopAsync"/>.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly PostgresCluster cluster;
    private readonly FolderLock held;
    private bool stopped;

    private EmbeddedPostgres(PostgresCluster cluster, FolderLock held, string dataFolder, string connectionString)
    {
        this.cluster = cluster;
        this.held = held;
        DataFolder = dataFolder;
        ConnectionString = connectionString;
    }

    /// <summary>For Npgsql; names the database of the options. The port differs from start to start.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the data really are: the folder asked for, or the one that stands for it where the server's user cannot enter
    /// that.</summary>
    public string DataFolder { get; }

    /// <summary>Id of the server's first process; null when it does not run.</summary>
    public int? ProcessId => cluster.ProcessId;

    /// <summary>Whether the server programs are installed, by PG_BIN, Debian's folders or PATH.</summary>
    public static bool IsInstalled() => PostgresBinaries.AreInstalled();

    /// <summary>Makes the data when there are none, starts the server and waits until it takes connections.</summary>
    /// <exception cref="EmbeddedPartException">Not installed, in use by another running program, or it did not start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options,
        ILogger logger,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        var user = ServerUser.Choose();
        var folder = await ReachableFolder.PrepareAsync(options.DataFolder, user, logger, cancellation).ConfigureAwait(false);
        var held = FolderLock.Take(folder, "PostgreSQL");
        try
        {
            var binaries = PostgresBinaries.Find(options.BinFolder, PostgresCluster.MajorVersion(folder));
            var cluster = new PostgresCluster(folder, user, binaries, options, logger, clock);
            await cluster.CreateAsync(cancellation).ConfigureAwait(false);
            await cluster.StopLeftoverAsync(cancellation).ConfigureAwait(false);
            var connectionString = await ListenAsync(cluster, options, cancellation).ConfigureAwait(false);
            logger.LogInformation("PostgreSQL runs in {Folder} (process {Id}, {Programs})", folder, cluster.ProcessId, binaries.Folder);
            return new EmbeddedPostgres(cluster, held, folder, connectionString);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server; data stay. Connections that are still open end with an error. Calling it again does nothing.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (stopped)
            return;
        await cluster.StopAsync(cancellation).ConfigureAwait(false);
        stopped = true;
        held.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private static async Task<string> ListenAsync(PostgresCluster cluster, EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        try
        {
            var port = await cluster.StartAsync(cancellation).ConfigureAwait(false);
            var address = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Username = PostgresCluster.SuperUser,
                Password = cluster.Password,
                Database = options.Database,
            };
            await PostgresDatabases.EnsureAsync(address.ConnectionString, options.Database, cancellation).ConfigureAwait(false);
            return address.ConnectionString;
        }
        catch when (cluster.ProcessId is not null)
        {
            await cluster.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}
