using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Scores;

namespace Streaming.Replays.Proofs;

/// <summary>The events of the input topics, to compute vectors from once more. They are read anew for every pass and never held: memory
/// does not grow with the topics.</summary>
internal sealed class InputLogs : IDisposable
{
    private readonly ScorerSettings settings;
    private readonly InputDecoder decoder;
    private readonly TopicLog log;
    private readonly IProgress<long>? progress;
    private readonly LeftOutRecords leftOut;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly LogBounds bounds;
    private readonly RecordLookup records;
    private readonly Dictionary<TopicPartition, long> starts = [];

    /// <param name="settings">The topics and how to reach them.</param>
    /// <param name="registry">Schemas of the events.</param>
    /// <param name="progress">Receives the number of records read in a pass.</param>
    /// <param name="leftOut">Receives the records that fail.</param>
    public InputLogs(ScorerSettings settings, ISchemaRegistry registry, IProgress<long>? progress, LeftOutRecords leftOut)
    {
        this.settings = settings;
        this.progress = progress;
        this.leftOut = leftOut;
        decoder = new InputDecoder(registry);
        log = new TopicLog(settings, registry) { LeftOut = leftOut };
        var config = settings.Client.ForReading($"{settings.GroupId}-proof-{Guid.NewGuid():N}");
        config.AutoOffsetReset = AutoOffsetReset.Error;
        consumer = settings.Clients.Consumer(config, _ => { });
        bounds = new LogBounds(settings.Clients, consumer);
        records = new RecordLookup(consumer, settings.Clients.BrokerWait, TimeProvider.System);
        FindStarts();
    }

    /// <summary>The event that a decision was made of; null, and why, when it is not there any more.</summary>
    public (OrderDelivered? Order, string? Why) EventOf(SatisfactionScored decision)
    {
        var input = new TopicPartitionOffset(decision.InputTopic, decision.InputPartition, decision.InputOffset);
        if (!starts.TryGetValue(input.TopicPartition, out var start) || input.Topic != settings.NameOf(Topics.OrderDelivered))
            return (null, $"the event is not here: it was read from {Place(input)}, these input topics have no such partition");
        if (input.Offset.Value < start)
            return (null, $"the event is gone: it was read from {Place(input)}, the partition begins at offset {start} now");
        return Read(input);
    }

    /// <summary>What was missing to compute vectors from these histories on, in the last pass; null when nothing was.</summary>
    /// <param name="through">How far the histories of the artifact went.</param>
    private string? MissingAfter(LocalTime? through)
    {
        FindStarts(); // after the pass: what retention has removed meanwhile is noticed
        foreach (var (partition, start) in starts)
        {
            if (start == 0)
                continue;
            LocalTime? first = log.FirstRecorded.TryGetValue(partition, out var recorded) ? recorded : null;
            // What was cut was recorded at most the allowed disorder after the first that is left; the histories hold it when they go on
            // beyond that.
            if (first is { } left && through is { } reached && left.AddMilliseconds(FeatureTime.ClockChangeMilliseconds) <= reached)
                continue;
            var begins =
                $"{partition.Topic} partition {partition.Partition.Value} begins at offset "
                + $"{start}{(first is null ? "" : $", recorded {first}")}";
            return $"events are gone: {begins}, and the artifact's histories {(through is { } end ? $"end at {end}" : "are empty")}";
        }

        return null;
    }

    /// <summary>The vectors of the orders, each from the artifact's histories and all events up to it, in one pass; null, and why, where
    /// events are missing for them.</summary>
    /// <remarks>An order that fails has no vector, and says why instead; an event that fails is left out of the histories, as the live
    /// scorer leaves it out.</remarks>
    public (IReadOnlyList<(float[]? Vector, string? Why)>? Vectors, string? Why) Vectors(
        ServingModel model,
        HistoryTable histories,
        IReadOnlyList<OrderDelivered> orders,
        CancellationToken stop
    )
    {
        var through = histories.Through;
        var scorer = new OrderScorer();
        var vectors = new (float[]? Vector, string? Why)[orders.Count];
        var waiting = new Queue<int>(Enumerable.Range(0, orders.Count).OrderBy(i => Turn(orders[i]).Milliseconds));
        foreach (var logged in log.Read(progress, stop))
        {
            while (waiting.TryPeek(out var next) && Turn(orders[next]) < logged.Event.RecordedAt)
                Compute(waiting.Dequeue());
            if (waiting.Count == 0)
                break;
            Observe(logged);
        }

        while (waiting.TryDequeue(out var last))
            Compute(last);
        return MissingAfter(through) is { } why ? (null, why) : (vectors, null);

        void Observe(LoggedEvent logged)
        {
            try
            {
                if (logged.Event.Delivery is { } delivery)
                    histories.Observe(delivery, logged.Position);
                else
                    histories.Observe(logged.Event.Review!, logged.Position);
            }
            catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
            {
                leftOut.Note(logged.Coordinates, unexpected);
            }
        }

        void Compute(int i)
        {
            try
            {
                vectors[i].Vector = scorer.Score(orders[i], histories, model, reasonCount: 0).Vector;
            }
            catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected) || unexpected is ContractException)
            {
                vectors[i].Why = $"the vector of its event cannot be computed: {unexpected.GetType().Name}: {unexpected.Message}";
            }
        }
    }

    /// <summary>The stream time at which everything that the order may read has come.</summary>
    private static LocalTime Turn(OrderDelivered order) => LocalTime.Later(order.RecordedAt, FeatureTime.ReadsAt(order));

    /// <summary>By its place: also a record that was refused once and redriven, and is none of the log's events, is still there.</summary>
    private (OrderDelivered? Order, string? Why) Read(TopicPartitionOffset input)
    {
        if (records.At(input, CancellationToken.None) is not { } record)
            return (null, $"the event is gone: nothing is at {Place(input)}");
        try
        {
            return (decoder.Delivery(record), null);
        }
        catch (ContractException invalid)
        {
            return (null, $"the event at {Place(input)} cannot be used: {invalid.ReasonCode}");
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            return (null, $"the event at {Place(input)} cannot be used: {unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private void FindStarts()
    {
        var partitions = new[] { Topics.OrderDelivered, Topics.ReviewSubmitted }.SelectMany(topic =>
            settings.Clients.PartitionsOf(settings.NameOf(topic), consumer)
        );
        foreach (var start in bounds.Beginnings(partitions))
            starts[start.TopicPartition] = start.Offset.Value;
    }

    public void Dispose() => consumer.Dispose();

    private static string Place(TopicPartitionOffset input) =>
        $"{input.Topic} partition {input.Partition.Value} offset {input.Offset.Value}";
}
