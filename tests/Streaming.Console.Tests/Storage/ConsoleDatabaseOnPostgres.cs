using System.Text.RegularExpressions;
using Streaming.Console.Storage;
using Streaming.Testing;

namespace Streaming.Console.Tests.Storage;

public sealed partial class ConsoleDatabaseOnPostgres(PostgresFixture postgres)
{
    /// <summary>The steps by name, each with its SQL.</summary>
    private static readonly SortedDictionary<string, string> Steps = new(
        typeof(ConsoleDatabase)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .ToDictionary(name => name[(name.IndexOf("Migrations.", StringComparison.Ordinal) + "Migrations.".Length)..^4], Read),
        StringComparer.Ordinal
    );

    [Fact]
    public async Task instances_that_start_together_build_the_schema_once()
    {
        var connectionString = await postgres.CreateDatabaseAsync("console");
        var instances = Enumerable.Range(0, 6).Select(_ => ConsoleDatabase.Open(connectionString)).ToList();

        await Task.WhenAll(instances.Select(async instance => await (await instance.ConnectAsync()).DisposeAsync()));

        await using var connection = await instances[0].ConnectAsync();
        Assert.Equal(
            Steps.Keys,
            await connection.QueryAsync(
                "select name from console.migrations order by number",
                row => row.GetString(0),
                CancellationToken.None
            )
        );
        foreach (var instance in instances)
            await instance.DisposeAsync();
    }

    [Fact]
    public async Task a_schema_of_an_earlier_version_keeps_its_rows_and_gets_what_is_new()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await using (var connection = await tables.Database.ConnectAsync())
        {
            var later = Steps.Values.Skip(1).SelectMany(sql => NewTable().Matches(sql)).Select(table => table.Groups[1].Value);
            await connection.ExecuteAsync($"drop table {string.Join(", ", later)}", CancellationToken.None);
            await connection.ExecuteAsync("delete from console.migrations where number > 1", CancellationToken.None);
            await connection.ExecuteAsync(
                "insert into console.dead_letters (day, reason, records) values ('2018-03-01', 'empty', 7)",
                CancellationToken.None
            );
        }

        await using var newer = ConsoleDatabase.Open(tables.ConnectionString);
        Assert.Contains("create table console.history_days", await newer.MigrationSqlAsync(), StringComparison.Ordinal);
        Assert.True(await newer.MigrateAsync());

        await using var after = await newer.ConnectAsync();
        Assert.Equal(
            [0L],
            await after.QueryAsync("select count(*) from console.history_days", row => row.GetInt64(0), CancellationToken.None)
        );
        Assert.Equal(
            [7L],
            await after.QueryAsync("select records from console.dead_letters", row => row.GetInt64(0), CancellationToken.None)
        );
    }

    [Fact]
    public async Task a_schema_of_a_later_version_is_left_alone_and_named()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await using (var connection = await tables.Database.ConnectAsync())
            await connection.ExecuteAsync("insert into console.migrations (number, name) values (999, 'later')", CancellationToken.None);
        await using var older = ConsoleDatabase.Open(tables.ConnectionString);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await older.ConnectAsync());

        Assert.Contains("999", refusal.Message, StringComparison.Ordinal);
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ConsoleDatabase).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^create table (\\S+)", RegexOptions.Multiline)]
    private static partial Regex NewTable();
}
