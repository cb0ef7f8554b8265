using Streaming.Console.Projection;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Seeding;
using Streaming.Console.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Seeding;

public sealed class SeederOnPostgres(PostgresFixture postgres)
{
    private static readonly SetClock Clock = new(Facts.Wall);

    [Fact]
    public async Task every_order_is_there_and_the_overview_counts_them_all()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await Seeder.RunAsync(tables.Database, new SeedOptions { Orders = 6_100, Days = 20 }, Clock, null, CancellationToken.None);

        var query = new OverviewQuery(tables.Database, Clock, new ConsoleSettings { ModelName = "m" });
        var view = await query.ReadAsync(Periods.Of("30d"), CancellationToken.None);

        Assert.Equal(6_100, await tables.CountAsync("orders"));
        Assert.Equal(6_100, view.Tiers.Total.Orders);
        Assert.Equal(6_100, view.Tiers.Buckets.Sum(bucket => bucket.Orders));
        Assert.Equal(view.Tiers.Total.Red + view.Tiers.Total.Yellow, await tables.CountAsync("alerts"));
        Assert.Equal(6_100, view.Drift.Orders);
        Assert.True(view.Drift.Score!.HasEnoughData);
        Assert.Contains(view.Drift.Features, feature => feature.ExceedsLimit);
    }

    [Fact]
    public async Task the_same_seed_goes_on_where_it_was_and_changes_nothing_when_it_was_done()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var options = new SeedOptions { Orders = 10_500 };
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Seeder.RunAsync(tables.Database, options, Clock, new After(5_000, stopping), stopping.Token)
        );
        await Seeder.RunAsync(tables.Database, options, Clock, null, CancellationToken.None);
        var done = await tables.DumpAsync();

        await Seeder.RunAsync(tables.Database, options, Clock, null, CancellationToken.None);

        Assert.Equal(done, await tables.DumpAsync());
        await using var whole = await ConsoleTables.EmptyAsync(postgres);
        await Seeder.RunAsync(whole.Database, options, Clock, null, CancellationToken.None);
        Assert.Equal(await whole.DumpAsync(), done);
    }

    [Fact]
    public async Task rows_of_a_real_log_are_not_thrown_away_unasked()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await using (var connection = await tables.Database.ConnectAsync())
            await new ProjectionWriter("a real log", Clock).ClaimAsync(connection, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<SeedRefusedException>(() =>
            Seeder.RunAsync(tables.Database, new SeedOptions { Orders = 10 }, Clock, null, CancellationToken.None)
        );

        Assert.Contains("a real log", refused.Message, StringComparison.Ordinal);
        await Seeder.RunAsync(tables.Database, new SeedOptions { Orders = 10, Replace = true }, Clock, null, CancellationToken.None);
        Assert.Equal(10, await tables.CountAsync("orders"));
    }

    /// <summary>Stops the seed once so many orders are there.</summary>
    private sealed class After(long orders, CancellationTokenSource stopping) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= orders)
                stopping.Cancel();
        }
    }
}
