using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Streaming.Accounts.Links;
using Streaming.Api;
using Streaming.Audit;
using Streaming.Embedded.Kafka;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Roles;
using Streaming.Host.Tracing;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Retraining.OneOff;
using Streaming.Retraining.Promotions;
using Streaming.Scorer;
using Streaming.Scorer.Monitoring;

namespace Streaming.Host.Demo;

/// <summary>
/// The main job from nothing to red alerts, in one process: tables, training, embedded parts, promotion, live scoring of the last part of
/// the history, and the reconciliation at the end.
/// </summary>
internal sealed class DemoRun(DemoSettings demo, Settings settings, IAnsiConsole screen, ILoggerFactory logs, TimeProvider clock)
{
    private const string Operator = "demo";

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
        var training = Train(history, stop);

        Say("Starting PostgreSQL, Kafka and the schema registry");
        await using var parts = await EmbeddedParts.StartAsync(demo.DataFolder, logs, clock, stop).ConfigureAwait(false);
        Say(parts.Kafka.Description);

        var run = RunOn(parts);
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
            .BuildServiceProvider();
        var registry = services.GetRequiredService<ISchemaRegistry>();
        Say("Promoting the model");
        await new ModelPromotion(services.GetRequiredService<AuditStore>(), client, registry)
            .PromoteAsync(
                new PromotionRequest(training.Artifact, Operator, "trained by the demo on everything before its live part")
                {
                    AlreadyServingIsFine = true,
                },
                stop
            )
            .ConfigureAwait(false);

        var metrics = services.GetRequiredService<ScorerMetrics>();
        ProcessMetrics.Export();
        await using var scorer = ActivatorUtilities.CreateInstance<ScorerRole>(services);
        await using var api = ActivatorUtilities.CreateInstance<ApiRole>(services);
        await using var console = ActivatorUtilities.CreateInstance<ConsoleRole>(services);
        IRole[] roles = [scorer, api, console, .. services.GetServices<IRole>()];
        var opening = FreeListen.Of(listen);
        await using var web = HostApp.Build(
            opening,
            [.. RoleHost.Access(services, settings, hasPages: true), .. roles.SelectMany(role => role.Web)],
            [.. roles.SelectMany(role => role.Health), DatabaseHealthCheck.Of(run)],
            clock
        );
        await HostApp.StartAsync(web, opening, stop).ConfigureAwait(false);
        var address = HostApp.AddressOf(web);
        var link = web.Services.GetService<SignInLinks>() is { } links
            ? await new FirstSignIn(links, address, clock, NullLogger.Instance).OfferAsync(stop).ConfigureAwait(false)
            : null;
        SayAddress(address, link);
        DemoPartsFile.Write(
            settings.Embedded.DataFolder,
            parts.Kafka.BootstrapServers,
            parts.Registry.Url,
            parts.Postgres.ConnectionString,
            address
        );
        using var file = new PartsFile(settings.Embedded.DataFolder);

        using var outcomes = new OutcomeReader(scorerSettings, registry, clock);
        using var ending = new CancellationTokenSource();
        var reading = Task.Factory.StartNew(
            () => outcomes.Run(ending.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var scoring = scorer.RunAsync(ending.Token);
        var showing = Task.WhenAll(roles.Except([scorer, api]).Select(role => role.RunAsync(ending.Token)));
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
            SayAddress(address, link);
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
        await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (!demo.Once)
            return ExitCodes.Ok;
        return finished ? Reconcile(history, training, source, outcomes, parts.Kafka.Description) : ExitCodes.Interrupted;
    }

    /// <summary>The settings with the embedded parts in the place of those that they name; nothing is retrained.</summary>
    private RoleRun RunOn(EmbeddedParts parts) =>
        new()
        {
            Settings = settings with
            {
                Kafka = new KafkaOptions { BootstrapServers = parts.Kafka.BootstrapServers },
                SchemaRegistry = new SchemaRegistryOptions { Url = parts.Registry.Url },
                Scorer = settings.Scorer with { ArtifactCache = Path.Combine(demo.DataFolder, "artifacts") },
                Artifacts = new ArtifactsOptions(),
            },
            Database = parts.Postgres.ConnectionString,
            LogId = parts.Kafka.SupportsAdmin ? null : parts.Kafka.ClusterId,
        };

    private TrainedModel Train(DemoHistory history, CancellationToken stop)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"Training on {history.Past.Count:N0} events up to {history.Cut}"));
        var request = new TrainingRequest
        {
            Events = history.Past,
            DataHash = history.DataHash,
            Plan = settings.ToTrainingPlan(seed: 1),
            Clock = clock,
        };
        using var line = new ProgressLine(new SaidLines(Say), clock, width: null);
        var result = OneOffTraining.Run(request, new TrainingLine(line, OneOffTraining.StepsOf(request)), stop);
        foreach (var note in result.Notes)
            Say($"  {note}");
        if (result.Failed.Count > 0)
            throw new FailedException(
                $"the demo does not put a model into service that would not be promoted: {result.Report.Chosen} fails "
                    + $"{string.Join(", ", result.Failed.Select(gate => gate.Gate))}. "
                    + "Take more orders (--orders) or another marketplace (--seed)"
            );
        Say(
            result.Waiting.Count == 0
                ? "The model passes every gate"
                : $"The model fails no gate; {result.Waiting.Count} cannot be judged on so few orders, so a person decides: "
                    + $"here the demo does"
        );
        return new TrainedModel(settings.Scorer.ModelName, ServingModel.Load(result.Artifact).Version, result.Sha256, result.Artifact);
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

    /// <summary>A line of its own, that a log keeps too.</summary>
    private void SayAddress(Uri address, Uri? link)
    {
        Say($"Console: {address}  (alerts: {address}alerts)  API: {address}api/score");
        if (link is not null)
            Say($"Sign in, once, with this link: {link}");
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

    private sealed record TrainedModel(string Name, string Version, string Sha256, byte[] Artifact);
}
