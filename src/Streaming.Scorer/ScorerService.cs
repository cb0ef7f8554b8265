using Microsoft.Extensions.Hosting;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Models;
using Streaming.Scorer.Lag;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Loop;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer;

/// <summary>
/// One scorer instance: follows promotions, waits for its first model, reads the histories to the end, then scores until stopped. A cluster
/// or a topic that is
/// not there yet is waited for; a client that the cluster has shut out is replaced. Made by <see cref="ScorerServices.AddScorer"/>.
/// </summary>
public sealed class ScorerService : BackgroundService
{
    private readonly Func<PromotionFollower> openPromotions;
    private readonly ScoringWorker worker;
    private readonly LagWatch lag;
    private readonly LogWatch logs;
    private readonly ScorerState state;

    internal ScorerService(
        Func<PromotionFollower> openPromotions,
        ScoringWorker worker,
        LagWatch lag,
        LogWatch logs,
        ModelSlot models,
        ScorerState state
    )
    {
        this.openPromotions = openPromotions;
        this.worker = worker;
        this.lag = lag;
        this.logs = logs;
        this.state = state;
        Models = models;
    }

    /// <summary>The model in service; empty until the first promotion was served.</summary>
    public ModelSlot Models { get; }

    /// <summary>What the scorer is doing, in a few words, for people and for readiness.</summary>
    public string State => state.Text;

    /// <summary>True while orders are being scored.</summary>
    public bool IsScoring => state.IsScoring;

    /// <summary>What does not stop the scoring and must be known all the same.</summary>
    public IReadOnlyCollection<string> Warnings => state.Warnings;

    /// <summary>Time since the scoring loop has last shown that it moves: a turn, a record read. Waiting for a model or a broker is
    /// moving.</summary>
    public TimeSpan SilentFor => state.SilentFor;

    /// <summary>Starts the service and returns when it has ended.</summary>
    /// <param name="stop">Ends it: the batch under way is finished and the group is left.</param>
    /// <exception cref="Exception">What is neither a fault of one record nor one that passes.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync(stop).ConfigureAwait(false);
        try
        {
            await ExecuteTask!.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before it had begun.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var promotions = openPromotions();
        var following = Task.Run(() => promotions.RunAsync(failed.Token), CancellationToken.None);
        var scoring = OnThread(worker.Run);
        var watching = OnThread(lag.Run);
        var identifying = OnThread(logs.Run);
        await Task.WhenAny(following, scoring, watching).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(following, scoring, watching, identifying).ConfigureAwait(false);
        state.Waiting("stopped");

        Task OnThread(Action<CancellationToken> work) =>
            Task.Factory.StartNew(() => work(failed.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
