using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Playwright;
using Npgsql;
using Streaming.Audit;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Browser;

/// <summary>An open page says by itself, within ten seconds, that something is wrong, and that it is over.</summary>
public sealed class StatusInTheBrowser(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly LocatorAssertionsToHaveTextOptions Told = new() { Timeout = 10_000 };
    private static readonly LocatorAssertionsToContainTextOptions ToldOf = new() { Timeout = 10_000 };

    private readonly HangingCheck brokers = new();
    private string connectionString = null!;
    private ConsoleDatabase database = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        connectionString = await PreparedDatabase.CreateAsync(postgres, "status");
        database = ConsoleDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services =>
            {
                services.AddSingleton<IProjectionState>(new SampleProjection());
                services.AddHealthChecks().AddCheck("brokers", brokers, tags: ["ready"], timeout: TimeSpan.FromSeconds(3));
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        brokers.Hangs = false;
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task a_broker_that_hangs_is_told_on_an_open_page_and_its_recovery_too()
    {
        await using var visited = await OpenAsync();
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Working", Told);

        brokers.Hangs = true;
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Not working", Told);
        await Assertions.Expect(visited.Page.Locator("#status .fault")).ToContainTextAsync("The brokers: ", ToldOf);
        await PicturesAsync(visited, "status-broker");

        brokers.Hangs = false;
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Working", Told);
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task a_database_that_goes_away_is_told_on_an_open_page_and_its_recovery_too()
    {
        await using var visited = await OpenAsync();
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Working", Told);

        await AllowConnectionsAsync(false);
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Not working", Told);
        await Assertions.Expect(visited.Page.Locator("#status .fault")).ToContainTextAsync("Look at PostgreSQL", ToldOf);
        await PicturesAsync(visited, "status-database");

        await AllowConnectionsAsync(true);
        await Assertions.Expect(State(visited)).ToHaveTextAsync("Working", Told);
    }

    [Fact]
    public async Task a_console_that_does_not_answer_is_told_by_the_page_itself()
    {
        await using var visited = await OpenAsync();
        await visited.Page.RouteAsync("**/status", route => route.AbortAsync());

        await Assertions.Expect(visited.Page.Locator("#status .lost")).ToContainTextAsync("The console does not answer", ToldOf);
        await Assertions.Expect(State(visited)).ToBeHiddenAsync();
        await PicturesAsync(visited, "status-lost");

        await visited.Page.UnrouteAsync("**/status");
        await Assertions.Expect(State(visited)).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Assertions.Expect(visited.Page.Locator("#status .lost")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task a_page_that_is_not_refreshed_says_so()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/alerts"), 1440, clock: true);
        await visited.Page.RouteAsync("**/alerts**", route => route.AbortAsync());

        var words = visited.Page.Locator("#status .lost");
        await Wait.Until(
            async () =>
            {
                await visited.Page.Clock.RunForAsync(3_000);
                return await words.IsVisibleAsync();
            },
            TimeSpan.FromMinutes(1)
        );

        await Assertions.Expect(words).ToContainTextAsync("This page was not refreshed for");
        await visited.Page.UnrouteAsync("**/alerts**");
        await Wait.Until(
            async () =>
            {
                await visited.Page.Clock.RunForAsync(3_000);
                return await words.IsHiddenAsync();
            },
            TimeSpan.FromMinutes(1)
        );
    }

    private static ILocator State(VisitedPage visited) => visited.Page.Locator("#status .told > p strong");

    private Task<VisitedPage> OpenAsync() => VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/alerts"), 1440);

    private static async Task PicturesAsync(VisitedPage visited, string name)
    {
        Assert.Empty(await visited.ViolationsAsync());
        await visited.PictureAsync(name + "-1440");
        await visited.LookAsync(390, ColorScheme.Dark);
        Assert.Empty(await visited.OverflowAsync());
        Assert.Empty(await visited.ViolationsAsync());
        await visited.PictureAsync(name + "-390-dark");
    }

    /// <summary>Refuses new connections to the database and ends those there are, as a server that is shut down does.</summary>
    private async Task AllowConnectionsAsync(bool allowed)
    {
        var here = new NpgsqlConnectionStringBuilder(connectionString);
        var name = here.Database!;
        here.Database = "postgres";
        await using var connection = new NpgsqlConnection(here.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            alter database "{name}" allow_connections {(allowed ? "true" : "false")};
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'
            """;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A check that keeps its caller waiting while it is told to, as a client does whose broker is stopped.</summary>
    private sealed class HangingCheck : IHealthCheck
    {
        private volatile bool hangs;

        public bool Hangs
        {
            set => hangs = value;
        }

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            while (hangs)
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            return HealthCheckResult.Healthy("1 at localhost");
        }
    }
}
