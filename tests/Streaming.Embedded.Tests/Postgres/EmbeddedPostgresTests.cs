using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Embedded.Postgres;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Postgres;

/// <summary>The tests share one data folder, as making one takes longer than all else here; each stops what it started.</summary>
public sealed class EmbeddedPostgresTests : IClassFixture<EmbeddedPostgresTests.SharedFolder>
{
    private readonly TemporaryFolder folder;

    public EmbeddedPostgresTests(SharedFolder shared)
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed");
        folder = shared.Folder;
    }

    [Fact]
    public async Task data_stay_when_it_is_stopped_and_started_twice_in_the_same_folder()
    {
        var counts = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            await using var server = await StartAsync();
            counts.Add(await InsertAndCountAsync(server));
            await server.StopAsync();
            await server.StopAsync();
            Assert.Null(server.ProcessId);
        }

        Assert.Equal([counts[0], counts[0] + 1, counts[0] + 2], counts);
    }

    [Fact]
    public async Task a_killed_server_recovers_at_the_next_start()
    {
        var safe = new EmbeddedPostgresOptions { DataFolder = folder.Path, Fsync = true };
        long before;
        await using (var server = await EmbeddedPostgres.StartAsync(safe, NullLogger.Instance, TimeProvider.System))
        {
            before = await InsertAndCountAsync(server);
            using var postmaster = Process.GetProcessById(server.ProcessId!.Value);
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
            Assert.NotNull(server.ProcessId); // its pid file is still there
        }

        await using var again = await EmbeddedPostgres.StartAsync(safe, NullLogger.Instance, TimeProvider.System);
        Assert.Equal(before + 1, await InsertAndCountAsync(again));
    }

    [Fact]
    public async Task a_server_left_running_by_a_killed_parent_is_replaced()
    {
        var leftover = await LeaveRunningAsync();
        await using var server = await StartAsync();
        Assert.NotEqual(leftover, server.ProcessId);
        await Wait.Until(() => !Directory.Exists($"/proc/{leftover}"), TimeSpan.FromSeconds(5));
        Assert.True(await InsertAndCountAsync(server) > 0);
    }

    [Fact]
    public async Task a_pid_file_naming_another_programs_process_is_not_believed()
    {
        await (await StartAsync()).StopAsync();
        await File.WriteAllTextAsync(folder.Below("cluster", "postmaster.pid"), $"{Environment.ProcessId}\n");

        await using var again = await StartAsync();
        Assert.True(await InsertAndCountAsync(again) > 0);
    }

    [Fact]
    public async Task a_making_that_was_cut_short_is_done_again()
    {
        using var fresh = new TemporaryFolder("postgres");
        Directory.CreateDirectory(fresh.Below("cluster.unfinished"));
        await File.WriteAllTextAsync(fresh.Below("cluster.unfinished", "PG_VERSION"), "9");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = fresh.Path, Fsync = false },
            NullLogger.Instance,
            TimeProvider.System
        );
        Assert.Equal(1, await InsertAndCountAsync(server));
    }

    [Fact]
    public async Task a_folder_in_use_is_refused_and_named()
    {
        await using var server = await StartAsync();
        var refusal = await Assert.ThrowsAsync<EmbeddedPartException>(StartAsync);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.True(await InsertAndCountAsync(server) > 0);
    }

    [Fact]
    public async Task only_the_loopback_with_the_password_gets_in()
    {
        await using var server = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        Assert.Equal("127.0.0.1", await ScalarAsync(server, "SHOW listen_addresses"));
        Assert.Equal("", await ScalarAsync(server, "SHOW unix_socket_directories"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Below("password")));
    }

    [Fact]
    public async Task fsync_is_on_unless_switched_off()
    {
        await using (
            var safe = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataFolder = folder.Path },
                NullLogger.Instance,
                TimeProvider.System
            )
        )
            Assert.Equal("on", await ScalarAsync(safe, "SHOW fsync"));
        await using var quick = await StartAsync();
        Assert.Equal("off", await ScalarAsync(quick, "SHOW fsync"));
    }

    [Fact]
    public async Task a_folder_that_the_servers_user_cannot_enter_is_replaced_by_one_that_it_can()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Only root hands the server to another user");
        using var parent = new TemporaryFolder("postgres");
        var closed = parent.Below("closed");
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(closed, "data"), Fsync = false };
        string moved;
        await using (var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TimeProvider.System))
        {
            moved = server.DataFolder;
            Assert.NotEqual(options.DataFolder, moved);
            Assert.Contains(moved, await File.ReadAllTextAsync(Path.Combine(options.DataFolder, "MOVED")), StringComparison.Ordinal);
            Assert.Equal(1, await InsertAndCountAsync(server));
        }

        await using (var again = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TimeProvider.System))
        {
            Assert.Equal(moved, again.DataFolder);
            Assert.Equal(2, await InsertAndCountAsync(again));
        }

        Directory.Delete(moved, recursive: true);
    }

    private Task<EmbeddedPostgres> StartAsync() =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = folder.Path, Fsync = false },
            NullLogger.Instance,
            TimeProvider.System
        );

    /// <summary>What a parent killed with -9 leaves: a server at work and nobody who holds the folder.</summary>
    private async Task<int> LeaveRunningAsync()
    {
        var options = new EmbeddedPostgresOptions { DataFolder = folder.Path, Fsync = false };
        var cluster = new PostgresCluster(
            folder.Path,
            ServerUser.Choose(),
            PostgresBinaries.Find(null, null),
            options,
            NullLogger.Instance,
            TimeProvider.System
        );
        await cluster.CreateAsync(default);
        await cluster.StartAsync(default);
        return cluster.ProcessId!.Value;
    }

    private static async Task<long> InsertAndCountAsync(EmbeddedPostgres server) =>
        (long)
            (
                await ScalarAsync(
                    server,
                    "CREATE TABLE IF NOT EXISTS kept (at timestamptz NOT NULL DEFAULT now()); INSERT INTO kept DEFAULT VALUES; "
                        + "SELECT count(*) FROM kept"
                )
            )!;

    private static async Task<object?> ScalarAsync(EmbeddedPostgres server, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public sealed class SharedFolder : IDisposable
    {
        public TemporaryFolder Folder { get; } = new("postgres");

        public void Dispose() => Folder.Dispose();
    }
}
