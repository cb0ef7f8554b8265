using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>One data folder and the server programs that work on it.</summary>
/// <param name="folder">Holds <c>cluster/</c> (the server's own), <c>password</c>, <c>postgresql.conf</c> and <c>pg_hba.conf</c>.</param>
internal sealed class PostgresCluster(
    string folder,
    ServerUser user,
    PostgresBinaries binaries,
    EmbeddedPostgresOptions options,
    ILogger logger,
    TimeProvider clock
)
{
    public const string SuperUser = "streaming";
    private const int StartAttempts = 5;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(300);

    private readonly string data = DataFolder(folder);
    private readonly string passwordFile = Path.Combine(folder, "password");
    private readonly string settings = Path.Combine(folder, "postgresql.conf");
    private readonly string access = Path.Combine(folder, "pg_hba.conf");

    public string LogFile => Path.Combine(data, "server.log");

    public string Password => File.ReadAllText(passwordFile);

    /// <summary>Id of the server's first process, as the server itself recorded it; null when it says that it does not run.</summary>
    public int? ProcessId
    {
        get
        {
            var file = Path.Combine(data, "postmaster.pid");
            return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
                ? id
                : null;
        }
    }

    /// <summary>The major version that made the data; null when there are none yet.</summary>
    public static int? MajorVersion(string folder)
    {
        var file = Path.Combine(DataFolder(folder), "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Makes the data folder unless it is there. A making that was cut short leaves nothing that would be taken for
    /// data.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(data))
            return;
        var unfinished = data + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        user.Own(unfinished);
        WritePassword();

        List<string> line =
        [
            binaries.Initdb,
            "--pgdata",
            unfinished,
            "--username",
            SuperUser,
            "--pwfile",
            passwordFile,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--no-locale",
        ];
        if (!options.Fsync)
            line.Add("--no-sync");
        var result = await user.RunAsync(line, folder, cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw new EmbeddedPartException($"initdb failed ({result.ExitCode}) in '{folder}':\n{result.Both}");
        Directory.Move(unfinished, data);
    }

    /// <summary>Ends a server that an earlier, killed run left behind, or removes what it left written.</summary>
    public async Task StopLeftoverAsync(CancellationToken cancellation)
    {
        if (ProcessId is not { } id)
            return;
        if (OperatingSystem.IsLinux() && !RunningProcess.HasInCommandLine(id, data))
        {
            // A dead server's id, perhaps another program's by now; the server would believe it and refuse to start.
            logger.LogInformation("PostgreSQL in {Folder} was not stopped properly last time; it recovers now", folder);
            File.Delete(Path.Combine(data, "postmaster.pid"));
            return;
        }

        logger.LogInformation("PostgreSQL of an earlier run still works in {Folder} (process {Id}); stopping it", folder, id);
        await StopAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts the server on a port that the system gives.</summary>
    public async Task<int> StartAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Take(1)[0];
            WriteSettings(port);
            var logged = LogTail.Length(LogFile);
            var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var result = await user.RunAsync(
                    [
                        binaries.PgCtl,
                        "start",
                        "--wait",
                        "--timeout",
                        seconds,
                        "--silent",
                        "--pgdata",
                        data,
                        "--log",
                        LogFile,
                        "--options",
                        $"-c config_file={Quoted(settings)} -c hba_file={Quoted(access)}",
                    ],
                    folder,
                    cancellation
                )
                .ConfigureAwait(false);
            if (result.ExitCode == 0)
                return port;

            // Two reasons pass: the port was taken in between, and the processes of a killed server are still going down.
            var log = LogTail.Read(LogFile, logged);
            var mayPass =
                log.Contains("Address already in use", StringComparison.Ordinal)
                || log.Contains("shared memory block", StringComparison.Ordinal);
            if (!mayPass || attempt == StartAttempts)
                throw new EmbeddedPartException(
                    $"PostgreSQL did not start in '{folder}' ({binaries.PgCtl}):\n{result.Both}\nIts log ends:\n{log}"
                );
            await Task.Delay(BetweenAttempts, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the server in order, ending open connections; when that takes too long, at once (it then recovers at the next
    /// start).</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        foreach (var mode in (string[])["fast", "immediate"])
        {
            var result = await user.RunAsync(
                    [binaries.PgCtl, "stop", "--wait", "--timeout", "30", "--silent", "--mode", mode, "--pgdata", data],
                    folder,
                    cancellation
                )
                .ConfigureAwait(false);
            if (result.ExitCode == 0 || ProcessId is not { } id || !RunningProcess.Exists(id))
                return;
            logger.LogWarning("PostgreSQL in {Folder} did not stop (mode {Mode}): {Answer}", folder, mode, result.Both);
        }

        throw new EmbeddedPartException($"PostgreSQL in '{folder}' (process {ProcessId}) could not be stopped.");
    }

    private static string DataFolder(string folder) => Path.Combine(folder, "cluster");

    /// <summary>pg_ctl hands its options to a shell.</summary>
    private static string Quoted(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private void WritePassword()
    {
        File.Delete(passwordFile);
        var readableByOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            readableByOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(passwordFile, readableByOwner))
        using (var writer = new StreamWriter(file))
            writer.Write(RandomNumberGenerator.GetHexString(32, lowercase: true));

        user.Own(passwordFile);
    }

    /// <summary>Small memory, loopback only, no Unix sockets (their paths may have 107 bytes only, data folders are often
    /// deeper).</summary>
    private void WriteSettings(int port)
    {
        var safe = options.Fsync ? "on" : "off";
        File.WriteAllText(access, "host all all 127.0.0.1/32 scram-sha-256\n");
        File.WriteAllText(
            settings,
            $"""
            # Written anew at every start.
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = ''
            max_connections = {options.MaxConnections}
            password_encryption = 'scram-sha-256'
            fsync = {safe}
            full_page_writes = {safe}
            synchronous_commit = {safe}
            shared_buffers = '64MB'
            maintenance_work_mem = '32MB'
            max_wal_size = '256MB'
            wal_level = minimal
            max_wal_senders = 0
            max_parallel_workers_per_gather = 0
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_min_messages = warning
            log_line_prefix = '%m [%p] '

            """
        );
    }
}
