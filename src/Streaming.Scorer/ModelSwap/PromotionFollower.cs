using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.ModelSwap;

/// <summary>
/// Follows <c>model-promotions</c> on a thread of its own. At the start the topic is read to its end first, so that a restarted scorer
/// never serves a model that was
/// replaced meanwhile. Which of the decisions serves is the <see cref="ModelSwitch"/>'s matter.
/// </summary>
public sealed class PromotionFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SourceBackOff = TimeSpan.FromSeconds(1);

    private readonly ScorerSettings settings;
    private readonly ScorerMetrics metrics;
    private readonly ILogger log;
    private readonly ModelSwitch models;
    private readonly AvroDeserializer<ModelPromoted> deserializer;
    private readonly TopicReaderOptions reading;
    private TopicReader reader;
    private bool isAssigned;
    private bool hasNews;
    private volatile bool hasDecided;

    /// <param name="settings">Names the model, the topic and the client.</param>
    /// <param name="registry">Schemas of promotions.</param>
    /// <param name="slot">Receives the models.</param>
    /// <param name="source">Where models come from and which decisions are true.</param>
    /// <param name="metrics">Counts swaps.</param>
    /// <param name="log">What an operator reads.</param>
    public PromotionFollower(
        ScorerSettings settings,
        ISchemaRegistry registry,
        ModelSlot slot,
        ModelSource source,
        ScorerMetrics metrics,
        ILogger log
    )
    {
        this.settings = settings;
        this.metrics = metrics;
        this.log = log;
        models = new ModelSwitch(
            slot,
            source.Artifacts,
            new LastServed(source.Artifacts, settings.ModelName, log),
            source.Decisions,
            metrics,
            log
        );
        deserializer = new AvroDeserializer<ModelPromoted>(registry);
        reading = new TopicReaderOptions
        {
            Client = settings.Client,
            Name = $"{settings.GroupId}-promotions-{settings.Instance}",
            ClientId = settings.Instance + "-promotions",
            Clients = settings.Clients,
            Complain = new ClientErrors("Promotion consumer", log).Note,
            Tune = config => config.FetchWaitMaxMs = 100,
        };
        reader = new TopicReader(reading);
    }

    /// <summary>True once the topic was read to its end and what it says was served or refused.</summary>
    public bool HasDecided => hasDecided;

    /// <summary>Follows until <paramref name="stop"/>. A cluster that is away is waited for.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backOff = new BackOff();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!isAssigned)
                    Assign();
                isAssigned = true;
                if (reader.Poll(PollWait) is { IsPartitionEOF: false } record)
                    Read(record, stop);
                var isRead = reader.HasReachedEnds;
                if (isRead && hasNews)
                {
                    hasNews = !await models.DecideAsync(stop).ConfigureAwait(false);
                    if (hasNews)
                        stop.WaitHandle.WaitOne(SourceBackOff);
                }

                hasDecided = isRead && !hasNews;
                backOff.Reset();
            }
            catch (Exception fault)
            {
                // Also a cancellation that is a part's own time-out: what serves goes on meanwhile.
                if (stop.IsCancellationRequested)
                    return;
                log.LogWarning("Promotions wait {BackOff} ms: {Reason}", backOff.Next.TotalMilliseconds, FaultPolicy.LogMessage(fault));
                backOff.Wait(stop);
                if (FaultPolicy.RestartCause(fault) != FaultPolicy.RetryCause(fault))
                    TryReplaceClient();
            }
        }
    }

    public void Dispose() => reader.Dispose();

    /// <summary>A client that the cluster has shut out for good, or that fails as a whole, never recovers: another one reads the topic from
    /// its beginning.</summary>
    private void TryReplaceClient()
    {
        try
        {
            var other = new TopicReader(reading);
            reader.Dispose();
            (reader, isAssigned, hasDecided) = (other, false, false);
        }
        catch (Exception refused) when (FaultPolicy.MayGoOn(refused))
        {
            log.LogWarning("The client that reads promotions cannot be replaced yet: {Reason}", refused.Message);
        }
    }

    private void Assign() =>
        reader.Add(
            reader
                .PartitionsOf(settings.NameOf(Topics.ModelPromotions))
                .Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))
        );

    private void Read(ConsumeResult<byte[], byte[]> record, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (record.Message.Value is null)
                    return;
                var promotion = deserializer.Deserialize(
                    record.Message.Value,
                    false,
                    new SerializationContext(MessageComponentType.Value, record.Topic)
                );
                if (promotion.ModelName == settings.ModelName)
                    hasNews |= models.Add(promotion);
                return;
            }
            catch (Exception invalid) when (invalid is not RegistryUnavailableException)
            {
                log.LogError("Promotion at {Position} ignored: {Reason}", record.TopicPartitionOffset, invalid.Message);
                metrics.ModelSwaps.WithLabels("undecodable").Inc();
                return;
            }
            catch (RegistryUnavailableException registry)
            {
                log.LogWarning(
                    "Promotion at {Position} waits for the schema registry: {Reason}",
                    record.TopicPartitionOffset,
                    registry.Message
                );
                stop.WaitHandle.WaitOne(SourceBackOff);
            }
        }
    }
}
