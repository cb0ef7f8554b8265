using Streaming.Accounts.Links;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Tracing;
using Streaming.Host.Web;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>Builds the parts of a process from its settings and runs its roles until the process is stopped.</summary>
internal static class RoleHost
{
    /// <param name="run">What the roles run on.</param>
    /// <param name="names">Of the roles; see <see cref="RoleTable"/>.</param>
    /// <param name="logs">Where all parts of the process log.</param>
    /// <param name="clock">Of all parts.</param>
    /// <param name="stop">Ends the process in order.</param>
    public static async Task RunAsync(
        RoleRun run,
        IReadOnlyList<string> names,
        ILoggerFactory logs,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var settings = run.Settings;
        var log = logs.CreateLogger("Streaming.Host");
        log.LogInformation(
            "Roles: {Roles}. The cluster at {Servers} decides which guarantee holds: exactly once on Apache Kafka, at least once on a mock",
            string.Join(", ", names),
            settings.Kafka.BootstrapServers
        );
        foreach (var open in PlainCredentials.Of(settings))
            log.LogWarning("{Setting} is http to another machine: user and password travel readable", open);
        using var tracing = OrderTracing.Start(settings.Tracing, log);
        await using var services = new ServiceCollection().AddProcess(run, logs, clock).AddRoles(run, names).BuildServiceProvider();
        IRole[] roles = [.. services.GetServices<IRole>()];
        ProcessMetrics.Export();
        await using var web = HostApp.Build(
            settings.Listen,
            [.. Access(services, settings, names.Contains(Role.Console)), .. roles.SelectMany(role => role.Web)],
            [.. roles.SelectMany(role => role.Health), DatabaseHealthCheck.Of(run)],
            clock,
            settings.Log,
            own: settings.Metrics
        );
        await HostApp.StartAsync(web, settings.Listen, settings.Metrics, stop).ConfigureAwait(false);
        log.LogInformation("Listening on {Address}: /health/live, /health/ready and what the roles add", HostApp.AddressOf(web));
        log.LogInformation("Metrics at {Address}", HostApp.MetricsAddressOf(web) ?? new Uri(HostApp.AddressOf(web), MetricsPort.Path));
        var offering =
            names.Contains(Role.Console) && web.Services.GetService<SignInLinks>() is { } links
                ? new FirstSignIn(links, settings.Listen.ToPublic(HostApp.AddressOf(web)), clock, log).OfferAsync(stop)
                : Task.FromResult<Uri?>(null);
        try
        {
            await RunAllAsync(roles, services.GetRequiredService<AuditUpkeep>(), stop).ConfigureAwait(false);
            await offering.ConfigureAwait(false);
        }
        finally
        {
            await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Sign-in, where the settings ask for it.</summary>
    /// <param name="services">Of the process.</param>
    /// <param name="settings">Of the process.</param>
    /// <param name="hasPages">People sign in here.</param>
    internal static IEnumerable<IWebPart> Access(IServiceProvider services, Settings settings, bool hasPages) =>
        settings.Accounts.SignIn == SignIn.Off
            ? []
            :
            [
                new AccountsPart(
                    services.GetRequiredService<AccountDatabase>(),
                    services.GetRequiredService<AuditStore>(),
                    services.GetRequiredService<TimeProvider>(),
                    settings.Accounts.ToSettings(hasPages, settings.Listen.PublicUrl)
                ),
            ];

    /// <summary>Runs all roles; the first that ends ends the others. One that only shows or measures does not end by failing.</summary>
    private static async Task RunAllAsync(IRole[] roles, AuditUpkeep upkeep, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = upkeep.RunAsync(ending.Token);
        Task[] all = [.. roles.Select(role => Task.Run(() => role.RunAsync(ending.Token), CancellationToken.None))];
        await Task.WhenAny(all).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. all, keeping]).ConfigureAwait(false);
    }
}
