using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Audit.Promotions;
using Streaming.Cases.Store;
using Streaming.Console.DeadLetters;
using Streaming.Console.Orders;
using Streaming.Console.Projection;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Queries.Stream;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Redrives;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Streaming.Notifications.Outbox;
using Streaming.Replays;
using Streaming.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;
using Streaming.Scorer.ModelSwap;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>Shows the pages and, unless the settings say otherwise, fills their tables from the topics.</summary>
internal sealed class ConsoleRole(
    RoleRun run,
    AuditStore audit,
    CaseStore cases,
    ClientConfig client,
    ISchemaRegistry registry,
    TimeProvider clock
) : IRole, IWebPart
{
    private readonly Settings settings = run.Settings;
    private readonly ConsoleDatabase database = ConsoleDatabase.Open(run.Database);
    private readonly JobTables jobs = new(run.Database);
    private readonly NotificationStore notifications = NotificationStore.Open(run.Database, clock);
    private readonly DriftMetrics drift = new(Metrics.DefaultFactory);
    private readonly Counter projected = Metrics.DefaultFactory.CreateCounter(
        "console_projected_records_total",
        "Records of the topics that this process has written into the tables of the pages."
    );

    private IProjectionState? projection;

    public IEnumerable<HealthCheckRegistration> Health =>
        [HealthProbes.Ready(ConsoleHealthCheck.Name, new ConsoleHealthCheck(new StreamQuery(database, clock), () => projection))];

    public IEnumerable<IWebPart> Web => run.ConfigFolder is null ? [this] : [this, new JobPages(jobs)];

    public void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(database);
        services.AddSingleton(audit);
        services.AddSingleton(cases);
        services.AddSingleton(notifications);
        services.AddSingleton(clock);
        services.AddSingleton(registry);
        services.AddSingleton(client);
        services.AddTransient<AnchorTopic>();
        services.AddSingleton<DecisionPublisher>();
        services.AddSingleton<AuditAnchoring>();
        services.AddSingleton<IDecisionPublisher, ConsolePublisher>();
        services.AddSingleton<IOrderRecords, OrderRecords>();
        var scorer = settings.Scorer.ToScorerSettings(client);
        services.AddSingleton(new ArtifactCache(settings.Scorer.ArtifactCache, audit.Artifacts.FindAsync));
        services.AddSingleton<DecisionSource>(audit.Models.DecisionsAsync);
        services.AddReplays(scorer);
        services.AddSingleton(UnrecordedRedrives.Of(settings));
        services.AddSingleton<IOrderProofs, OrderProofs>();
        services.AddSingleton<IDeadLetters, DeadLetterService>();
        services.AddSingleton<IRunFindings>(new RunFindings(audit.Artifacts));
        if (run.ConfigFolder is { } folder && settings.Trainer.ScheduledSource is { Length: > 0 } source)
        {
            services.AddSingleton(jobs);
            services.AddSingleton(StageList.WithoutTopics);
            services.AddTrainingRuns(RetrainingSettings.Identity("-console"));
            services.AddSingleton<IRunCommands>(provider => new RunCommands(
                () => settings.ToRun(folder, source),
                provider.GetRequiredService<TrainingRuns>(),
                jobs
            ));
        }

        if (settings.Console.Projects)
            services.AddProjector(settings.Console.ToProjectorSettings(client, settings.Scorer.GroupId, run.LogId));
        services.AddConsole(
            new ConsoleSettings
            {
                ModelName = settings.Scorer.ModelName,
                Drift = settings.Console.ToDriftRules(),
                KeyCertificates = settings.Accounts.ToKeyCertificates(),
                JobsPath = run.ConfigFolder is null ? null : JobPages.Root,
            }
        );
    }

    public void Map(WebApplication app)
    {
        projection = app.Services.GetService<IProjectionState>();
        if (app.Services.GetService<Projector>() is { } projector)
            Metrics.DefaultRegistry.AddBeforeCollectCallback(() => projected.IncTo(projector.Records));
        app.MapConsole();
    }

    /// <summary>The web server runs the pages and the projector; the role only tells what they show until the process is stopped.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        var rules = new ConsoleSettings { ModelName = settings.Scorer.ModelName, Drift = settings.Console.ToDriftRules() };
        return drift.RunAsync(new OverviewQuery(database, clock, rules), clock, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await jobs.DisposeAsync().ConfigureAwait(false);
        await notifications.DisposeAsync().ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
    }
}
