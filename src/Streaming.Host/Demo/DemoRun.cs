using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Streaming.Accounts.Links;
using Streaming.Api;
using Streaming.Audit.Promotions;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Retraining;
using Streaming.Host.Roles;
using Streaming.Host.Tracing;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Replays.OfflineScoring;
using Streaming.Retraining;
using Streaming.Retraining.Promotions;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;
using Streaming.Scorer;
using Streaming.Scorer.Monitoring;

namespace Streaming.Host.Demo;

/// <summary>
/// The main job from nothing to red alerts, in one process: tables, training, embedded parts, promotion, live scoring of the last part of
/// the history, and the reconciliation at the end.
/// </summary>
internal sealed class DemoRun(DemoSettings demo, Settings settings, IAnsiConsole screen, ILoggerFactory logs, TimeProvider clock)
{
    /// <summary>A rebalance of the mock cluster takes about as long as a session.</summary>
    private static readonly TimeSpan MockSession = TimeSpan.FromSeconds(2);

    private readonly long startedAt = clock.GetTimestamp();

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var listen = FreeListen.Of(settings.Listen);
        if (listen.Port != settings.Listen.Port)
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Port {settings.Listen.Port} (Listen:Port) is taken by another program; the console takes a free one, said below"
                )
            );
        else if (listen.Port != 0)
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The console will be at http://{listen.Address}:{listen.Port}/ when all parts run, after the training"
                )
            );
        var history = DemoHistory.Load(demo, Say, stop);
        Say("Starting PostgreSQL, Kafka and the schema registry");
        await using var parts = await EmbeddedParts.StartAsync(demo.DataFolder, logs, clock, stop).ConfigureAwait(false);
        Say(parts.Kafka.Description);

        var database = await PostgresDatabases.EnsureAsync(parts.Postgres.ConnectionString, NameOf(history), stop).ConfigureAwait(false);
        var run = RunOn(parts, history, database);
        var client = run.Settings.Kafka.ToClientConfig();
        var scorerSettings = run.Settings.Scorer.ToScorerSettings(client, demo.Rules) with { HistoryFolder = null };
        if (parts.Kafka.Guarantee == KafkaGuarantee.AtLeastOnce)
            scorerSettings = scorerSettings with { CommitsOffsetsAgain = true, SessionTimeout = MockSession };
        using var tracing = OrderTracing.Start(settings.Tracing, logs.CreateLogger("Streaming.Host"));
        await using var services = new ServiceCollection()
            .AddProcess(run, logs, clock)
            .AddScorer(scorerSettings)
            .AddApi(settings.Api, scorerSettings)
            .AddRoles(run, [Role.Cases, Role.Notifier])
            .AddSingleton(new JobTables(database))
            .AddSingleton(StageList.WithoutTopics)
            .AddTrainingRuns(RetrainingSettings.Identity("-demo"))
            .AddSingleton<DecisionPublisher>()
            .BuildServiceProvider();
        var registry = services.GetRequiredService<ISchemaRegistry>();
        using var ending = new CancellationTokenSource();
        await using var trainer = ActivatorUtilities.CreateInstance<TrainerRole>(services);
        var retraining = trainer.RunAsync(ending.Token);
        TrainedModel training;
        try
        {
            training = await TrainAsync(services, run, stop).ConfigureAwait(false);
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await retraining.ConfigureAwait(false);
            throw;
        }

        var metrics = services.GetRequiredService<ScorerMetrics>();
        ProcessMetrics.Export();
        await using var scorer = ActivatorUtilities.CreateInstance<ScorerRole>(services);
        await using var api = ActivatorUtilities.CreateInstance<ApiRole>(services);
        await using var console = ActivatorUtilities.CreateInstance<ConsoleRole>(services);
        IRole[] roles = [scorer, api, console, trainer, .. services.GetServices<IRole>()];
        var opening = FreeListen.Of(listen);
        await using var web = HostApp.Build(
            opening,
            [.. RoleHost.Access(services, settings, hasPages: true), .. roles.SelectMany(role => role.Web)],
            [.. roles.SelectMany(role => role.Health), DatabaseHealthCheck.Of(run)],
            clock,
            own: settings.Metrics
        );
        await HostApp.StartAsync(web, opening, settings.Metrics, stop).ConfigureAwait(false);
        var address = HostApp.AddressOf(web);
        var link = web.Services.GetService<SignInLinks>() is { } links
            ? await new FirstSignIn(links, address, clock, NullLogger.Instance).OfferAsync(stop).ConfigureAwait(false)
            : null;
        ShowAddress(address, link);
        if (demo.Opens && Browser.Open(link ?? address) is { } lack)
            Say(lack);
        DemoPartsFile.Write(settings.Embedded.DataFolder, parts.Kafka.BootstrapServers, parts.Registry.Url, database, address);
        using var file = new PartsFile(settings.Embedded.DataFolder);

        using var outcomes = new OutcomeReader(scorerSettings, registry, clock);
        var reading = Task.Factory.StartNew(
            () => outcomes.Run(ending.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var scoring = scorer.RunAsync(ending.Token);
        var showing = Task.WhenAll(roles.Except([scorer, api, trainer]).Select(role => role.RunAsync(ending.Token)));
        var answering = api.RunAsync(ending.Token);
        var source = new LiveSource(history.Live, () => outcomes.OutcomesRead, clock);
        var live = new LiveReplay(source, outcomes, client, registry, clock) { DaysPerSecond = demo.DaysPerSecond };
        var replay = live.RunAsync(scoring, reading, stop);
        var facts = new LiveFacts(parts.Kafka.Description, $"model {training.Name} {training.Version}", history.LiveDeliveries, 0, address);
        await new LiveView(screen, clock)
            .ShowAsync(() => (outcomes.Counts(), facts with { LagRecords = (long)metrics.LagRecords.Value }), replay)
            .ConfigureAwait(false);
        var finished = await replay.ConfigureAwait(false);

        if (finished && !demo.Once)
        {
            Say("The replay is over; the scorer waits for more. Ctrl-C stops everything.");
            ShowAddress(address, link);
            Say(
                "Other commands work beside it, in another terminal: "
                    + "ops/streaming models list, audit trail, deadletters list, topics list, prove --sample 20"
            );
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, clock, stop), scoring).ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await scoring.ConfigureAwait(false);
        await answering.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await showing.ConfigureAwait(false);
        await retraining.ConfigureAwait(false);
        await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (!demo.Once)
            return ExitCodes.Ok;
        return finished ? Reconcile(history, training, source, outcomes, parts.Kafka.Description) : ExitCodes.Interrupted;
    }

    /// <summary>Each marketplace has a database of its own: models of one are not compared with those of another.</summary>
    private static string NameOf(DemoHistory history) =>
        string.Create(CultureInfo.InvariantCulture, $"demo-{history.DataHash[..8]}-{history.Cut.ToDateTime():yyyyMMdd}");

    /// <summary>The settings with the embedded parts in the place of those that they name; pages retrain on what the demo trained
    /// on.</summary>
    private RoleRun RunOn(EmbeddedParts parts, DemoHistory history, string database) =>
        new()
        {
            Settings = settings with
            {
                Kafka = new KafkaOptions { BootstrapServers = parts.Kafka.BootstrapServers },
                SchemaRegistry = new SchemaRegistryOptions { Url = parts.Registry.Url },
                Scorer = settings.Scorer with { ArtifactCache = Path.Combine(demo.DataFolder, "artifacts") },
                Trainer = settings.Trainer with
                {
                    WorkFolder = Path.Combine(demo.DataFolder, "trainer"),
                    Schedule = null,
                    ScheduledSource = StageList.UpTo($"tables:{Path.GetFullPath(history.Folder)}", history.Cut),
                },
                Artifacts = new ArtifactsOptions(),
            },
            ConfigFolder = demo.ConfigFolder,
            Database = database,
            LogId = parts.Kafka.SupportsAdmin ? null : parts.Kafka.ClusterId,
            Seams = RoleSeams.None with { Child = OnEqualTerms() },
        };

    /// <summary>Nothing is scored while the demo trains, and its reader waits.</summary>
    private ChildProgram OnEqualTerms() => settings.ToRetraining(demo.ConfigFolder).Trainer.Child with { GivesWay = false };

    private async Task<TrainedModel> TrainAsync(ServiceProvider services, RoleRun run, CancellationToken stop)
    {
        var own = run.Settings;
        // the demo alone trains and promotes its first model, also where the settings ask for two persons
        var alone = own with { Promotion = own.Promotion with { TwoPersons = false } };
        await using var audit = alone.OpenAudit(clock, run.Database);
        var (client, registry) = (services.GetRequiredService<ClientConfig>(), services.GetRequiredService<ISchemaRegistry>());
        var training = new DemoTraining(
            services.GetRequiredService<TrainingRuns>(),
            audit,
            new ModelPromotion(audit, client, registry),
            services.GetRequiredService<DecisionPublisher>(),
            services.GetRequiredService<JobTables>(),
            clock
        );
        var definition = own.ToRun(demo.ConfigFolder, own.Trainer.ScheduledSource!, seed: 1);
        Say($"Training on {definition.Source}");
        using var lines = new SaidLines(Say);
        return await training.TrainAsync(definition, lines, Say, stop).ConfigureAwait(false);
    }

    private int Reconcile(DemoHistory history, TrainedModel trained, LiveSource source, OutcomeReader outcomes, string kafka)
    {
        Say("Scoring the whole history again from empty histories, to compare bit for bit");
        var model = ServingModel.Load(trained.Artifact, trained.Sha256);
        var reference = new OfflineScorer(model).Replay(history.All).ToDictionary(score => score.OrderId);
        var result = Reconciliation.Of(source.Published, outcomes.Outcomes(), reference);
        Summary.Print(screen, result, outcomes.Counts(), kafka, clock.GetElapsedTime(startedAt));
        return result.IsClean ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>In a box on a terminal; a line of its own in a log.</summary>
    private void ShowAddress(Uri address, Uri? link)
    {
        var lines = new List<string> { $"Console: {address}  (alerts: {address}alerts)  API: {address}api/score" };
        if (link is not null)
            lines.Add($"Sign in, once, with this link: {link}");
        if (screen.Profile.Capabilities.Interactive && screen.Profile.Capabilities.Ansi)
            screen.Write(
                new Panel(new Text(string.Join('\n', lines))) { Border = BoxBorder.Rounded, Header = new PanelHeader(" Streaming ") }
            );
        else
            lines.ForEach(Say);
    }

    private void Say(string line) =>
        screen.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{clock.GetElapsedTime(startedAt).TotalSeconds, 6:0.0} s[/]  {line}"
        );

    /// <summary>The file that names the parts is there as long as they are.</summary>
    private sealed class PartsFile(string dataFolder) : IDisposable
    {
        public void Dispose() => DemoPartsFile.Remove(dataFolder);
    }

    /// <summary>Lines of progress, said with the elapsed time like the others.</summary>
    private sealed class SaidLines(Action<string> say) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value) => say($"  {value}");
    }
}
