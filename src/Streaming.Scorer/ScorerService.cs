using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Lag;
using Streaming.Scorer.Logs;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Scorer;

/// <summary>
/// One scorer instance: follows promotions, waits for its first model, reads the histories to the end, then scores until stopped. A cluster
/// or a topic that is
/// not there yet is waited for; a client that the cluster has shut out is replaced.
/// </summary>
public sealed class ScorerService(
    ScorerSettings settings,
    ISchemaRegistry registry,
    ArtifactCache artifacts,
    ScorerMetrics metrics,
    TimeProvider time,
    ILogger<ScorerService> log,
    DecisionSource? decisions = null
)
{
    private static readonly TimeSpan ModelWait = TimeSpan.FromMilliseconds(100);

    private readonly ScorerState state = new(time);
    private readonly ScoringSeams seams = ScoringSeams.None;
    private readonly RecordVerdicts verdicts = new();

    internal ScorerService(
        ScorerSettings settings,
        ISchemaRegistry registry,
        ArtifactCache artifacts,
        ScorerMetrics metrics,
        ScoringSeams seams,
        TimeProvider time,
        ILogger<ScorerService> log,
        DecisionSource? decisions = null
    )
        : this(settings, registry, artifacts, metrics, time, log, decisions) => this.seams = seams;

    /// <summary>The model in service; empty until the first promotion was served.</summary>
    public ModelSlot Models { get; } = new();

    /// <summary>What the scorer is doing, in a few words, for people and for readiness.</summary>
    public string State => state.Text;

    /// <summary>True while orders are being scored.</summary>
    public bool IsScoring => state.IsScoring;

    /// <summary>What does not stop the scoring and must be known all the same.</summary>
    public IReadOnlyCollection<string> Warnings => state.Warnings;

    /// <summary>Time since the scoring loop has last shown that it moves: a turn, a record read. Waiting for a model or a broker is
    /// moving.</summary>
    public TimeSpan SilentFor => state.SilentFor;

    /// <summary>Runs until <paramref name="stop"/>: the batch under way is finished and the group is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var promotions = new PromotionFollower(settings, registry, Models, new ModelSource(artifacts, decisions), metrics, log);
        var following = Task.Run(() => promotions.RunAsync(failed.Token), CancellationToken.None);
        var watch = new LogWatch(settings, state, time, log);
        var cuts = new UnscoredCuts(metrics, state, log);
        var scoring = Task.Factory.StartNew(
            () => Run(watch, cuts, failed.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var watching = Task.Factory.StartNew(
            () => new LagWatch(settings, metrics, state, cuts, time, log).Run(failed.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var identifying = Task.Factory.StartNew(
            () => watch.Run(failed.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        await Task.WhenAny(following, scoring, watching).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(following, scoring, watching, identifying).ConfigureAwait(false);
        state.Waiting("stopped");
    }

    private void Run(LogWatch watch, UnscoredCuts cuts, CancellationToken stop)
    {
        state.Waiting($"waiting for a promotion of model '{settings.ModelName}'");
        if (Models.Current is null)
        {
            log.LogInformation(
                "Waiting for a promotion of model '{Model}' on topic {Topic}: nothing is scored until one comes (`streaming models "
                    + "promote` decides about one)",
                settings.ModelName,
                settings.NameOf(Topics.ModelPromotions)
            );
        }

        while (Models.Current is null)
        {
            state.Beat();
            if (stop.WaitHandle.WaitOne(ModelWait))
                return;
        }

        var snapshots = new HistorySnapshots(settings, metrics, time, log);
        var losses = new HistoryLosses("scorer", metrics, state, time, log);
        HistoryTable? table = null;
        var backOff = new BackOff();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                state.Waiting("reading the histories");
                table ??= snapshots.Load() ?? Models.Current.Model.LoadHistories();
                Score(table, snapshots, new LogChanges(settings, watch, cuts, losses, log), stop);
            }
            catch (TopicMadeAnewException anew)
            {
                table = null; // from here on the logs are read from their beginning
                snapshots.Forget();
                metrics.TopicsMadeAnew.Inc();
                state.Waiting($"reading anew: {anew.Message}");
                state.Warn(
                    nameof(TopicMadeAnewException),
                    $"at {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC the histories were read anew: {anew.Message}. "
                        + $"Where orders were published before that, compare scores and orders; "
                        + $"kafka-consumer-groups.sh --reset-offsets scores them again"
                );
                log.LogError("The histories are read anew: {Reason}", anew.Message);
            }
            catch (Exception trouble) when (FaultPolicy.RestartCauseOf(trouble) is { } cause)
            {
                metrics.Restarts.WithLabels(cause).Inc();
                var why = FaultPolicy.Describe(trouble);
                state.Waiting($"waiting ({cause}): {FaultPolicy.Say(trouble)}");
                log.LogWarning("The scorer's clients start anew in {BackOff} ms: {Trouble}", backOff.Next.TotalMilliseconds, why);
                backOff.Wait(stop);
            }
        }
    }

    private void Score(HistoryTable table, HistorySnapshots snapshots, LogChanges logs, CancellationToken stop)
    {
        var composition = new LoopComposition
        {
            Settings = settings,
            Registry = registry,
            Table = table,
            Snapshots = snapshots,
            Logs = logs,
            Models = Models,
            Metrics = metrics,
            State = state,
            Seams = seams,
            Verdicts = verdicts,
            Time = time,
            Log = log,
        };
        var opened = new Stack<IDisposable>();
        try
        {
            composition.Open(opened).Run(stop);
        }
        finally
        {
            LoopComposition.Close(opened);
        }
    }
}
