using Streaming.Console.Storage;
using Streaming.Testing;

namespace Streaming.Console.Tests;

/// <summary>The console's tables in a database of one test's own, and a look at them.</summary>
internal sealed class ConsoleTables : IAsyncDisposable
{
    private ConsoleTables(string connectionString)
    {
        ConnectionString = connectionString;
        Database = ConsoleDatabase.Open(connectionString);
    }

    public string ConnectionString { get; }

    public ConsoleDatabase Database { get; }

    public static async Task<ConsoleTables> EmptyAsync(PostgresFixture postgres) =>
        new(await PreparedDatabase.CreateAsync(postgres, "console"));

    /// <summary>The first column of every row, as text.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        await using var connection = await Database.ConnectAsync();
        return await connection.QueryAsync(
            sql,
            row => Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!,
            CancellationToken.None
        );
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await Database.ConnectAsync();
        return (
            await connection.QueryAsync($"select count(*) from console.{table}", row => row.GetInt64(0), CancellationToken.None)
        ).Single();
    }

    /// <summary>Everything that follows from the topics, as text: equal for equal read models.</summary>
    public async Task<string> DumpAsync()
    {
        string[] tables = ["orders", "tier_hours", "alerts", "window_days", "model_bins", "scorers", "dead_letters", "clock"];
        var lines = new List<string>();
        foreach (var table in tables)
            lines.AddRange((await AskAsync($"select t::text from console.{table} t order by 1")).Select(row => $"{table} {row}"));
        lines.AddRange(
            (await AskAsync("select (topic, partition, record_offset)::text from console.skipped order by 1")).Select(row =>
                $"skipped {row}"
            )
        );
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
    }
}
