using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Host.Configuration;
using Streaming.Host.Promotions;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>Shows the pages and, unless the settings say otherwise, fills their tables from the topics.</summary>
internal sealed class ConsoleRole : IRole, IWebPart
{
    private readonly ConsoleDatabase database;
    private readonly Projector? projector;
    private readonly JobTables jobs;
    private readonly ConsoleParts parts;

    public ConsoleRole(RoleParts parts)
        : this(
            parts.Settings,
            parts.Settings.Postgres.ToConnectionString(),
            parts.Audit,
            parts.Client,
            parts.Registry,
            parts.Logs,
            parts.Clock,
            configFolder: parts.ConfigFolder
        ) { }

    /// <param name="logId">Where the cluster cannot be asked which log it holds, as the mock cluster.</param>
    /// <param name="configFolder">The folder that the settings came from; null where there is no retraining.</param>
    public ConsoleRole(
        Settings settings,
        string connectionString,
        AuditStore audit,
        ClientConfig client,
        ISchemaRegistry registry,
        ILoggerFactory logs,
        TimeProvider clock,
        string? logId = null,
        string? configFolder = null
    )
    {
        database = ConsoleDatabase.Open(connectionString);
        if (settings.Console.Projects)
        {
            projector = new Projector(
                database,
                settings.Console.ToProjectorSettings(client, settings.Scorer.GroupId, logId),
                registry,
                audit.Artifacts.FindAsync,
                clock,
                logs.CreateLogger<Projector>()
            );
        }

        jobs = new JobTables(connectionString);
        RunDesk? desk = null;
        if (configFolder is not null && settings.Trainer.ScheduledSource is { Length: > 0 } source)
            desk = new RunDesk(
                () => TrainerOfSettings.Definition(settings, configFolder, source),
                ProductStages.WithoutTopics,
                audit,
                jobs,
                clock
            );
        parts = new ConsoleParts
        {
            Database = database,
            Audit = audit,
            Clock = clock,
            ModelName = settings.Scorer.ModelName,
            Runs = desk,
            Findings = new RunFindings(audit.Artifacts),
            JobsPath = configFolder is null ? null : JobPages.Root,
            Drift = settings.Console.ToDriftRules(),
            Projecting = projector is null ? null : () => projector.State,
            TellScorers = async stop =>
            {
                await Promotion.RelayAsync(audit, client, registry, stop).ConfigureAwait(false);
                await Anchoring.TryAsync(audit, client, registry, "promotion", stop).ConfigureAwait(false);
            },
            Anchors = stop => new AnchorTopic(client, registry).ReadAllAsync(stop),
            Log = logs.CreateLogger<ConsoleRole>(),
        };
        Ready = [new ConsoleReadiness(database, projector)];
        Web = configFolder is null ? [this] : [this, new JobPages(jobs)];
    }

    /// <summary>What has to be so before the role is of use.</summary>
    public IEnumerable<IReadinessCheck> Ready { get; }

    public IEnumerable<IWebPart> Web { get; }

    public void Add(WebApplicationBuilder builder) => builder.Services.AddConsole(parts);

    public void Map(WebApplication app) => app.MapConsole();

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (projector is not null)
            await projector.RunAsync(stop).ConfigureAwait(false);
        else
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await jobs.DisposeAsync().ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
    }
}
