using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;

namespace Streaming.Host.Roles;

/// <summary>Builds the parts of a process from its settings and runs its roles until it is told to stop.</summary>
internal static class RoleHost
{
    public static Task RunAsync(
        Settings settings,
        string configFolder,
        IReadOnlyList<string> roles,
        ILoggerFactory logs,
        TimeProvider clock,
        CancellationToken stop
    ) => RunAsync(settings, configFolder, roles, RoleSeams.None, logs, clock, stop);

    internal static async Task RunAsync(
        Settings settings,
        string configFolder,
        IReadOnlyList<string> roles,
        RoleSeams seams,
        ILoggerFactory logs,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var log = logs.CreateLogger("Streaming.Host");
        log.LogInformation(
            "Roles: {Roles}. The cluster at {Servers} decides which guarantee holds: exactly once on Apache Kafka, at least once on a mock",
            string.Join(", ", roles),
            settings.Kafka.BootstrapServers
        );
        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
        var client = settings.Kafka.ToClientConfig();
        await using var audit = settings.OpenAudit(clock);
        using var brokers = new BrokerReadiness(client, log);
        foreach (var open in PlainCredentials.Of(settings))
            log.LogWarning("{Setting} is http to another machine: user and password travel readable", open);
        var parts = new RoleParts
        {
            Settings = settings,
            ConfigFolder = configFolder,
            Audit = audit,
            Registry = registry,
            Client = client,
            Brokers = brokers,
            Seams = seams,
            Logs = logs,
            Clock = clock,
        };
        var running = new List<IRole>();
        try
        {
            RoleTable.Make(roles, parts, running);
            ProcessMetrics.Export();
            await using var web = HostApp.Build(settings.Listen, HostParts.Of(running) with { Log = settings.Log }, clock);
            await HostApp.StartAsync(web, settings.Listen, stop).ConfigureAwait(false);
            log.LogInformation(
                "Listening on {Address}: /metrics, /health/live, /health/ready and what the roles add",
                HostApp.AddressOf(web)
            );
            try
            {
                var upkeep = new AuditUpkeep(audit, client, registry, clock, log);
                await RunAllAsync(running, upkeep.RunAsync, stop).ConfigureAwait(false);
            }
            finally
            {
                await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var role in running)
                await role.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs all roles; the first that ends ends the others. One that only shows or measures does not end by failing.</summary>
    private static async Task RunAllAsync(List<IRole> roles, Func<CancellationToken, Task> upkeep, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = upkeep(ending.Token);
        Task[] all = [.. roles.Select(role => Task.Run(() => role.RunAsync(ending.Token), CancellationToken.None))];
        await Task.WhenAny(all).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. all, keeping]).ConfigureAwait(false);
    }
}
