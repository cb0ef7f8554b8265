using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.ModelSwap;

/// <summary>
/// Follows <c>model-promotions</c> on a thread of its own and puts the promoted model into the slot. At the start the topic is read to its
/// end first, so that a restarted scorer never serves a model that was replaced meanwhile. An artifact that fails its checks is refused:
/// the old model keeps serving.
/// </summary>
internal sealed class PromotionFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SourceBackOff = TimeSpan.FromSeconds(1);

    private readonly ScorerSettings settings;
    private readonly ModelSlot slot;
    private readonly ArtifactCache artifacts;
    private readonly ScorerMetrics metrics;
    private readonly ILogger log;
    private readonly AvroDeserializer<ModelPromoted> deserializer;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly HashSet<TopicPartition> unread = [];
    private ModelPromoted? pending;
    private volatile bool settled;

    public PromotionFollower(ScorerSettings settings, ISchemaRegistry registry, ModelSlot slot, ArtifactCache artifacts, ScorerMetrics metrics, ILogger log)
    {
        this.settings = settings;
        this.slot = slot;
        this.artifacts = artifacts;
        this.metrics = metrics;
        this.log = log;
        deserializer = new AvroDeserializer<ModelPromoted>(registry);
        var config = settings.Client.ForReading($"{settings.GroupId}-promotions-{settings.Instance}");
        config.ClientId = settings.Instance + "-promotions";
        config.FetchWaitMaxMs = 100;
        var complaints = new ClientErrors("Promotion consumer", log);
        consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => complaints.Note(error))
            .Build();
    }

    /// <summary>True once the topic was read to its end and its newest promotion was served or refused.</summary>
    public bool IsSettled => settled;

    public async Task RunAsync(CancellationToken stop)
    {
        var backOff = new BackOff();
        var isAssigned = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!isAssigned) Assign();
                isAssigned = true;
                var record = consumer.Consume(PollWait);
                if (record is { IsPartitionEOF: true }) unread.Remove(record.TopicPartition);
                else if (record is not null) Read(record, stop);
                if (unread.Count == 0 && pending is { } newest && await TryServeAsync(newest, stop).ConfigureAwait(false)) pending = null;
                settled = unread.Count == 0 && pending is null;
                backOff.Reset();
            }
            catch (KafkaException trouble) when (!trouble.Error.IsFatal)
            {
                log.LogWarning("Promotions wait {BackOff} ms for Kafka: {Reason}", backOff.Next.TotalMilliseconds, FaultPolicy.Describe(trouble));
                backOff.Wait(stop);
            }
        }
    }

    public void Dispose() => consumer.Dispose();

    private void Assign()
    {
        unread.UnionWith(TopicPartitions.Of(settings.NameOf(Topics.ModelPromotions), consumer.Handle));
        consumer.Assign(unread.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
    }

    private void Read(ConsumeResult<byte[], byte[]> record, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (record.Message.Value is null) return;
                var promotion = deserializer.Deserialize(record.Message.Value, false, new SerializationContext(MessageComponentType.Value, record.Topic));
                var newest = pending?.DecisionNumber ?? slot.Current?.DecisionNumber ?? 0;
                if (promotion.ModelName == settings.ModelName && promotion.DecisionNumber > newest) pending = promotion;
                return;
            }
            catch (ContractException invalid)
            {
                log.LogError("Promotion at {Position} ignored: {Reason}", record.TopicPartitionOffset, invalid.Message);
                metrics.ModelSwaps.WithLabels("undecodable").Inc();
                return;
            }
            catch (RegistryUnavailableException registry)
            {
                log.LogWarning("Promotion at {Position} waits for the schema registry: {Reason}", record.TopicPartitionOffset, registry.Message);
                stop.WaitHandle.WaitOne(SourceBackOff);
            }
        }
    }

    /// <summary>True when the promotion is dealt with, for good or ill; false when it should be tried again.</summary>
    private async Task<bool> TryServeAsync(ModelPromoted promotion, CancellationToken stop)
    {
        try
        {
            var bytes = await artifacts.FindAsync(promotion.ModelSha256, stop).ConfigureAwait(false);
            if (bytes is null) throw new ArtifactException($"no artifact with SHA-256 {promotion.ModelSha256} in the cache or the store");
            var model = ServingModel.Load(bytes, promotion.ModelSha256);
            model.LoadHistories(); // a scorer may start from them at any time: an artifact whose histories cannot be read is refused now
            var swapped = slot.TrySwap(new ServedModel(model, promotion.DecisionNumber));
            metrics.ModelSwaps.WithLabels(swapped ? "served" : "ignored").Inc();
            if (swapped) Announce(model, promotion);
            return true;
        }
        catch (ArtifactException refused)
        {
            log.LogError("Decision {Number} ({Model} {Version}) refused: {Reason}. The model in service stays.", promotion.DecisionNumber, promotion.ModelName, promotion.ModelVersion, refused.Message);
            metrics.ModelSwaps.WithLabels("refused").Inc();
            return true;
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            log.LogWarning("Artifact {Sha} cannot be fetched yet: {Reason}", promotion.ModelSha256, trouble.Message);
            stop.WaitHandle.WaitOne(SourceBackOff);
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Announce(ServingModel model, ModelPromoted promotion)
    {
        foreach (var labels in metrics.ModelInfo.GetAllLabelValues()) metrics.ModelInfo.RemoveLabelled(labels);
        metrics.ModelInfo.WithLabels(model.Name, model.Version, model.Sha256, promotion.DecisionNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)).Set(1);
        log.LogInformation("Model {Name} {Version} serves from now on (decision {Number})", model.Name, model.Version, promotion.DecisionNumber);
    }
}
