using Microsoft.Extensions.Logging;
using Prometheus;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Features.Predecessor;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Logs;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Api.OnDemand;

/// <summary>
/// Answers questions about orders beside the stream, in the scorer's process or in another: with histories of its own, which follow the
/// same topics, so that a question can neither
/// hold up the scoring loop nor change what it reads. A broker that is away stops no answer; they then rest on what was read before.
/// </summary>
public sealed class OnDemandService : IOnDemandScores, IDisposable
{
    /// <summary>So often is looked whether something has come; a question reads what is at most that old.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan ModelWait = TimeSpan.FromMilliseconds(100);

    private readonly ScorerSettings settings;
    private readonly ISchemaRegistry registry;
    private readonly PromotionFollower? promotions;

    // the scorer counts what it follows; this table is a second one
    private readonly ScorerMetrics uncounted = new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
    private readonly OnDemandScorer scorer;
    private readonly SharedHistories shared;
    private readonly ScorerMetrics counted;
    private readonly HistoryLosses losses;
    private readonly ScorerState state;
    private readonly TimeProvider time;
    private readonly ILogger log;

    /// <param name="settings">The instance's name must differ from every scorer's.</param>
    /// <param name="registry">Schemas of the inputs.</param>
    /// <param name="artifacts">Where models come from.</param>
    /// <param name="models">The slot of the scorer in this process; null follows promotions itself.</param>
    /// <param name="mostWaiting">Questions that may wait or be answered at once, 1 or more.</param>
    /// <param name="metrics">Counts what its histories leave out, and promotions, where they are followed here.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="log">What an operator reads; never what was asked.</param>
    /// <param name="decisions">The audit trail's decisions, where promotions are followed here; null believes the topic alone.</param>
    public OnDemandService(
        ScorerSettings settings,
        ISchemaRegistry registry,
        ArtifactCache artifacts,
        ModelSlot? models,
        int mostWaiting,
        ScorerMetrics metrics,
        TimeProvider time,
        ILogger<OnDemandService> log,
        DecisionSource? decisions = null
    )
    {
        this.settings = settings;
        this.registry = registry;
        this.time = time;
        this.log = log;
        counted = metrics;
        state = new ScorerState(time);
        losses = new HistoryLosses("api", metrics, state, time, log);
        shared = new SharedHistories(mostWaiting);
        Models = models ?? new ModelSlot();
        promotions = models is null
            ? new PromotionFollower(settings, registry, Models, new ModelSource(artifacts, decisions), metrics, log)
            : null;
        scorer = new OnDemandScorer(Models, shared, settings.ReasonCount);
    }

    public ModelSlot Models { get; }

    /// <summary>What the service is doing, in a few words.</summary>
    public string State => state.Text;

    /// <summary>True while questions are answered from histories that follow the topics.</summary>
    public bool IsFollowing => state.IsScoring;

    /// <summary>What does not stop the answers and must be known all the same.</summary>
    public IReadOnlyCollection<string> Warnings => state.Warnings;

    /// <summary>Time since the follower has last shown that it moves.</summary>
    public TimeSpan SilentFor => state.SilentFor;

    /// <inheritdoc/>
    public ValueTask<AskedScores> ScoreAsync(IReadOnlyList<AskedOrder> orders, CancellationToken cancellation) =>
        scorer.ScoreAsync(orders, cancellation);

    /// <inheritdoc/>
    public ValueTask<AskedScores> ScoreAsync(PredecessorBody body, CancellationToken cancellation) => scorer.ScoreAsync(body, cancellation);

    /// <summary>Follows until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var swapping = promotions is null
            ? Task.Delay(Timeout.InfiniteTimeSpan, time, failed.Token)
            : Task.Run(() => promotions.RunAsync(failed.Token), CancellationToken.None);
        var watch = new LogWatch(settings, state, time, log);
        var following = Task.Factory.StartNew(
            () => Run(watch, failed.Token),
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
        await Task.WhenAny(swapping, following).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(following, identifying).ConfigureAwait(false);
        if (promotions is not null)
            await swapping.ConfigureAwait(false);
        state.Waiting("stopped");
    }

    public void Dispose()
    {
        promotions?.Dispose();
        shared.Dispose();
    }

    private void Run(LogWatch watch, CancellationToken stop)
    {
        state.Waiting($"waiting for a promotion of model '{settings.ModelName}'");
        while (Models.Current is null)
        {
            state.Beat();
            if (stop.WaitHandle.WaitOne(ModelWait))
                return;
        }

        var snapshots = new HistorySnapshots(settings, uncounted, time, log);
        HistoryTable? table = null;
        var backOff = new BackOff();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!shared.IsOpen)
                    state.Waiting("reading the histories");
                table ??= snapshots.Load() ?? Models.Current.Model.LoadHistories();
                Follow(table, snapshots, watch, backOff, stop);
            }
            catch (TopicMadeAnewException anew)
            {
                table = null;
                snapshots.Forget();
                shared.Close(stop); // what it would answer from is of another topic
                counted.TopicsMadeAnew.Inc();
                state.Waiting($"reading anew: {anew.Message}");
                log.LogError("Histories of the API are read anew: {Reason}", anew.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while it was reading or waiting for the table.
            }
            catch (Exception trouble) when (FaultPolicy.RestartCauseOf(trouble) is { } cause)
            {
                var why = FaultPolicy.Describe(trouble);
                state.Waiting($"waiting ({cause}): {FaultPolicy.Say(trouble)}");
                log.LogWarning("Histories of the API are followed anew in {BackOff} ms: {Trouble}", backOff.Next.TotalMilliseconds, why);
                backOff.Wait(stop);
            }
        }
    }

    private void Follow(HistoryTable table, HistorySnapshots snapshots, LogWatch watch, BackOff backOff, CancellationToken stop)
    {
        var parked = new ParkedOrders(settings.NameOf(Topics.OrderDelivered));
        using var deadLetters = new DeadLetterFollower(settings, registry, parked, time, log) { Progressed = state.Beat };
        using var histories = new HistoryFollower(settings, table, parked.Refused, new InputDecoder(registry), uncounted, time, log)
        {
            Progressed = state.Beat,
            Warn = (about, what) => state.Warn(about, what),
        };
        deadLetters.ReadToEnd(stop);
        if (!shared.IsOpen)
            histories.ReadToEnd(stop);
        var follower = new TableFollower(histories, deadLetters, shared);
        losses.Look(table, isLive: false);
        while (!stop.IsCancellationRequested)
        {
            watch.ThrowIfChanged();
            var moved = follower.Turn(stop);
            state.Beat();
            losses.Look(table, isLive: shared.IsOpen);
            if (!shared.IsOpen && table.HasDaysToClose)
                continue; // a question reads closed days only
            shared.Open(table);
            state.Scoring();
            backOff.Reset();
            if (histories.MaySave)
                shared.Change(() => snapshots.SaveIfDue(table), stop);
            if (!moved)
                stop.WaitHandle.WaitOne(Pause);
        }

        if (histories.MaySave)
            shared.Change(() => snapshots.Save(table), CancellationToken.None);
    }
}
