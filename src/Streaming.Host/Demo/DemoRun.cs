using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Prometheus;
using Spectre.Console;
using Streaming.Audit;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Host.Roles;
using Streaming.Host.Web;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Replay;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Retraining.OneOff;
using Streaming.Retraining.Promotions;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Demo;

/// <summary>
/// The main job from nothing to red alerts, in one process: tables, training, embedded parts, promotion, live scoring of the last part of
/// the history, and the books at the end.
/// </summary>
internal sealed class DemoRun(DemoSettings demo, Settings settings, IAnsiConsole screen, ILoggerFactory logs, TimeProvider clock)
{
    private const string Operator = "demo";

    /// <summary>How long the readers may take to see the last records after the publisher has ended.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);

    /// <summary>A rebalance of the mock cluster takes about as long as a session.</summary>
    private static readonly TimeSpan MockSession = TimeSpan.FromSeconds(2);

    private readonly long startedAt = Stopwatch.GetTimestamp();

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

        var client = new ClientConfig { BootstrapServers = parts.Kafka.BootstrapServers };
        using var registry = new ConfluentRegistry(
            new SchemaRegistryConfig { Url = parts.Registry.Url, AvroImplementation = settings.Avro.Implementation }
        );
        var scorerSettings = settings.Scorer.ToScorerSettings(client, demo.Rules) with { HistoryFolder = null };
        if (parts.Kafka.Guarantee == KafkaGuarantee.AtLeastOnce)
            scorerSettings = scorerSettings with { CommitsOffsetsAgain = true, SessionTimeout = MockSession };
        await using var audit = AuditStore.Open(parts.Postgres.ConnectionString, clock);
        Say("Promoting the model");
        await new ModelPromotion(audit, client, registry)
            .PromoteAsync(
                new PromotionRequest(training.Artifact, Operator, "trained by the demo on everything before its live part")
                {
                    AlreadyServingIsFine = true,
                },
                stop
            )
            .ConfigureAwait(false);

        var metrics = new ScorerMetrics(Metrics.DefaultFactory);
        var artifacts = new ArtifactCache(Path.Combine(demo.DataFolder, "artifacts"), audit.Artifacts.FindAsync);
        var scorer = new ScorerService(
            scorerSettings,
            registry,
            artifacts,
            metrics,
            clock,
            logs.CreateLogger<ScorerService>(),
            audit.Models.DecisionsAsync
        );
        using var brokers = new BrokerReadiness(client);
        ProcessMetrics.Export();
        await using var api = new ApiRole(
            settings,
            scorerSettings,
            registry,
            artifacts,
            scorer.Models,
            Metrics.DefaultFactory,
            clock,
            logs
        );
        await using var console = new ConsoleRole(settings, parts.Postgres.ConnectionString, audit, client, registry, clock)
        {
            LogId = parts.Kafka.SupportsAdmin ? null : parts.Kafka.ClusterId,
        };
        IRole[] others = [api, console];
        var served = HostParts.Of(others);
        served = served with
        {
            Ready =
            [
                brokers,
                new RegistryReadiness(registry),
                new ModelReadiness(scorer.Models),
                new ScorerReadiness(scorer),
                .. served.Ready,
            ],
            Live =
            [
                new LoopLiveness("scorer", () => scorer.SilentFor, TimeSpan.FromSeconds(settings.Scorer.HungAfterSeconds)),
                .. served.Live,
            ],
        };
        var opening = FreeListen.Of(listen);
        await using var web = HostApp.Build(opening, served, clock);
        await HostApp.StartAsync(web, opening, stop).ConfigureAwait(false);
        var address = HostApp.AddressOf(web);
        SayAddress(address);
        DemoPartsFile.Write(
            settings.Embedded.DataFolder,
            parts.Kafka.BootstrapServers,
            parts.Registry.Url,
            parts.Postgres.ConnectionString,
            address
        );
        using var file = new PartsFile(settings.Embedded.DataFolder);

        using var books = new Accountant(scorerSettings, registry, clock);
        using var ending = new CancellationTokenSource();
        var reading = Task.Factory.StartNew(
            () => books.Run(ending.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var scoring = scorer.RunAsync(ending.Token);
        var showing = console.RunAsync(ending.Token);
        var answering = api.RunAsync(ending.Token);
        var source = new LiveSource(history.Live, () => books.Accounted);
        var replay = ReplayAsync(source, client, registry, books, scoring, reading, stop);
        var facts = new LiveFacts(parts.Kafka.Description, $"model {training.Name} {training.Version}", history.LiveDeliveries, 0, address);
        await new LiveView(screen)
            .ShowAsync(() => (books.Snapshot(), facts with { LagRecords = (long)metrics.LagRecords.Value }), replay)
            .ConfigureAwait(false);
        var finished = await replay.ConfigureAwait(false);

        if (finished && !demo.Once)
        {
            Say("The replay is over; the scorer waits for more. Ctrl-C stops everything.");
            SayAddress(address);
            Say(
                "Other commands work beside it, in another terminal: "
                    + "ops/streaming models list, audit trail, deadletters list, topics list, prove --sample 20"
            );
            await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), scoring).ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await scoring.ConfigureAwait(false);
        await answering.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await showing.ConfigureAwait(false);
        await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (!demo.Once)
            return ExitCodes.Ok;
        return finished ? Judge(history, training, source, books, parts.Kafka.Description) : ExitCodes.Interrupted;
    }

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

    /// <summary>True when everything was published and read back; false when it was stopped.</summary>
    private async Task<bool> ReplayAsync(
        LiveSource source,
        ClientConfig client,
        ISchemaRegistry registry,
        Accountant books,
        Task scoring,
        Task reading,
        CancellationToken stop
    )
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(EventPublisher.Configure(client.ForProducer())).Build();
        var options = new PublishOptions { TimeProvider = clock, TimeCompression = demo.DaysPerSecond * TimeSpan.FromDays(1).TotalSeconds };
        var publisher = new EventPublisher(
            producer,
            new AvroSerializer<OrderDelivered>(registry),
            new AvroSerializer<ReviewSubmitted>(registry),
            options
        );
        try
        {
            var publishing = Task.Run(() => publisher.PublishAsync(source.Events(), source.PaceAsync, null, stop), stop);
            var first = await Task.WhenAny(publishing, scoring, reading).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            var deadline = Stopwatch.GetTimestamp();
            while (
                first == publishing
                && books.Accounted < source.PublishedCount
                && Stopwatch.GetElapsedTime(deadline) < Settle
                && !scoring.IsCompleted
            )
                await Task.Delay(TimeSpan.FromMilliseconds(20), stop).ConfigureAwait(false);
            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private int Judge(DemoHistory history, TrainedModel trained, LiveSource source, Accountant books, string kafka)
    {
        Say("Scoring the whole history again from empty histories, to compare bit for bit");
        var model = ServingModel.Load(trained.Artifact, trained.Sha256);
        var reference = new BatchScorer(model).Replay(history.All).ToDictionary(score => score.OrderId);
        var verdict = Verdict.Of(source.Published, books.Close(), reference);
        Summary.Print(screen, verdict, books.Snapshot(), kafka, Stopwatch.GetElapsedTime(startedAt));
        return verdict.IsClean ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>A line of its own, that a log keeps too.</summary>
    private void SayAddress(Uri address) => Say($"Console: {address}  (alerts: {address}alerts)  API: {address}api/score");

    private void Say(string line) =>
        screen.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{Stopwatch.GetElapsedTime(startedAt).TotalSeconds, 6:0.0} s[/]  {line}"
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
