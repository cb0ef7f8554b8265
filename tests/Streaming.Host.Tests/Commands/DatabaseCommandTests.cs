using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Embedded;
using Streaming.Embedded.Registry;
using Streaming.Host.Tests.Configuration;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

/// <summary>A role that may make nothing in the database, as many administrators hand out.</summary>
public sealed class DatabaseCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task a_role_without_create_is_told_what_is_missing_and_runs_everything_once_an_administrator_has_migrated()
    {
        var owner = await postgres.CreateDatabaseAsync("roles");
        var role = Unique.Name("app");
        await ExecuteAsync(owner, $"create role \"{role}\" login password 'pw'");
        var ofRole = new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "pw" }.ConnectionString;
        using var administrator = Folder(owner);
        using var settings = Folder(ofRole);

        foreach (
            var command in (string[][])
                [
                    ["models", "list"],
                    ["console", "seed", "--orders", "10"],
                    ["runs", "list"],
                ]
        )
        {
            var refused = await CommandLine.RunAsync([.. command, "--config", settings.Path]);
            Assert.Equal(ExitCodes.Failed, refused.ExitCode);
            var line = Assert.Single(refused.ErrorLines);
            Assert.Contains($"role '{role}'", line, StringComparison.Ordinal);
            Assert.Contains("CREATE", line, StringComparison.Ordinal);
            Assert.Contains("streaming database migrate", line, StringComparison.Ordinal);
        }

        await using var source = NpgsqlDataSource.Create(ofRole);
        Assert.Contains(
            "schema trainer",
            (await Assert.ThrowsAsync<DatabaseNotPreparedException>(() => new LeaseTable(source).ListAsync(default))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "schema hangfire",
            (await Assert.ThrowsAsync<DatabaseNotPreparedException>(() => JobDatabase.OpenAsync(source, ofRole, default))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "schema schema_registry",
            (await Assert.ThrowsAsync<EmbeddedPartException>(() => EmbeddedRegistry.StartAsync(ofRole, NullLogger.Instance))).Message,
            StringComparison.Ordinal
        );

        var sql = await CommandLine.RunAsync("database", "migrate", "--sql", "--config", administrator.Path);
        var made = await CommandLine.RunAsync("database", "migrate", "--grant", role, "--by", "ana", "--config", administrator.Path);
        var again = await CommandLine.RunAsync("database", "migrate", "--config", settings.Path);

        Assert.Contains("create table if not exists trainer.leases", sql.Output, StringComparison.Ordinal);
        Assert.Contains("console.positions", sql.Output, StringComparison.Ordinal);
        Assert.Contains("mt_events", sql.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Ok, ""), (made.ExitCode, made.Error));
        Assert.Equal(7, made.Output.Split('\n').Count(line => line.EndsWith(": made or updated", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Ok, ""), (again.ExitCode, again.Error));
        Assert.Equal(7, again.Output.Split('\n').Count(line => line.EndsWith(": nothing is missing", StringComparison.Ordinal)));
        foreach (
            var command in (string[][])
                [
                    ["models", "list"],
                    ["console", "seed", "--orders", "10"],
                    ["runs", "list"],
                    ["audit", "verify", "--without-anchors"],
                ]
        )
            Assert.Equal(
                (ExitCodes.Ok, ""),
                await CommandLine.RunAsync([.. command, "--config", settings.Path]) is { } run ? (run.ExitCode, run.Error) : default
            );
        Assert.Contains(
            "ana",
            (await CommandLine.RunAsync("audit", "trail", "--kind", "database_migrated", "--json", "--config", settings.Path)).Output,
            StringComparison.Ordinal
        );
        Assert.Null(await new LeaseTable(source).TakeAsync("m", "run", default));
        await using var jobs = new JobTables(ofRole);
        await jobs.OpenAsync(default);
        new StageJobs(jobs).Enqueue("run", "01");
        await using var registry = await EmbeddedRegistry.StartAsync(ofRole, NullLogger.Instance);
    }

    private static SettingsFolder Folder(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var password = connection.Password;
        connection.Password = null;
        var folder = new SettingsFolder(
            $"Kafka: {{ BootstrapServers: '127.0.0.1:1' }}\nPostgres: {{ ConnectionString: '{connection.ConnectionString}' }}\n"
        );
        if (!string.IsNullOrEmpty(password))
            folder.WriteSecrets($"Postgres: {{ Password: '{password}' }}", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return folder;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
