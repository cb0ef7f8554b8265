using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Registry;
using Streaming.Models;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>One scorer instance: follows promotions, waits for its first model, reads the histories to the end, then scores until stopped.</summary>
public sealed class ScorerService(ScorerSettings settings, ISchemaRegistry registry, ArtifactCache artifacts, ScorerMetrics metrics, TimeProvider time, ILogger<ScorerService> log)
{
    private static readonly TimeSpan ModelWait = TimeSpan.FromMilliseconds(100);

    private readonly ScoringSeams seams = ScoringSeams.None;
    private volatile string state = "starting";

    internal ScorerService(ScorerSettings settings, ISchemaRegistry registry, ArtifactCache artifacts, ScorerMetrics metrics, ScoringSeams seams, TimeProvider time, ILogger<ScorerService> log)
        : this(settings, registry, artifacts, metrics, time, log) => this.seams = seams;

    /// <summary>The model in service; empty until the first promotion was served.</summary>
    public ModelSlot Models { get; } = new();

    /// <summary>What the scorer is doing, in a few words, for people and for readiness.</summary>
    public string State => state;

    /// <summary>True once orders are being scored.</summary>
    public bool IsScoring { get; private set; }

    /// <summary>Runs until <paramref name="stop"/>: the batch under way is finished and the group is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var promotions = new PromotionFollower(settings, registry, Models, artifacts, metrics, log);
        var following = Task.Run(() => promotions.RunAsync(failed.Token), CancellationToken.None);
        var scoring = Task.Factory.StartNew(() => Score(failed.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(following, scoring).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        IsScoring = false;
        state = "stopped";
        await Task.WhenAll(following, scoring).ConfigureAwait(false);
    }

    private void Score(CancellationToken stop)
    {
        state = $"waiting for a promotion of model '{settings.ModelName}'";
        while (Models.Current is null)
            if (stop.WaitHandle.WaitOne(ModelWait))
                return;

        state = "reading the histories";
        var decoder = new InputDecoder(registry);
        var parked = new ParkedOrders(settings.NameOf(Topics.OrderDelivered));
        using var deadLetters = new DeadLetterFollower(settings, registry, parked, log);
        using var histories = new HistoryFollower(settings, Models.Current.Model.LoadHistories(), parked.Refused, decoder, metrics, log);
        using var deliveries = new DeliveryReader(settings, log);
        using var output = seams.Output(settings.Guarantee == DeliveryGuarantee.ExactlyOnce ? new TransactionalOutput(settings, metrics, log) : new PlainOutput(settings, metrics, log));
        var processor = new BatchProcessor(settings, registry, decoder, histories, parked, time);
        var loop = new ScoringLoop(deliveries, histories, new Parking(deadLetters, parked, metrics), processor, output, Models, metrics, seams, time, log);
        loop.Run(Current, stop);
    }

    private void Current()
    {
        state = "scoring";
        IsScoring = true;
    }
}
