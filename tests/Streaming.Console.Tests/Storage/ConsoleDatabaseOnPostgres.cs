using Streaming.Console.Storage;
using Streaming.Testing;

namespace Streaming.Console.Tests.Storage;

public sealed class ConsoleDatabaseOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task instances_that_start_together_build_the_schema_once()
    {
        var connectionString = await postgres.CreateDatabaseAsync("console");
        var instances = Enumerable.Range(0, 6).Select(_ => ConsoleDatabase.Open(connectionString)).ToList();

        await Task.WhenAll(instances.Select(async instance => await (await instance.ConnectAsync()).DisposeAsync()));

        await using var connection = await instances[0].ConnectAsync();
        Assert.Equal(["0001-read-models"], await connection.QueryAsync("select name from console.migrations", row => row.GetString(0), CancellationToken.None));
        foreach (var instance in instances) await instance.DisposeAsync();
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
}
