using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Scorer.Batch;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Scores;

namespace Streaming.Scorer.Proofs;

/// <summary>All events of the input topics, to compute vectors from once more.</summary>
internal sealed class InputLogs
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly InputDecoder decoder;
    private readonly List<LoggedEvent> events;
    private readonly Dictionary<TopicPartitionOffset, OrderDelivered> deliveries;
    private readonly Dictionary<TopicPartition, long> starts = [];

    /// <summary>Reads both topics to their present end.</summary>
    public InputLogs(ScorerSettings settings, ISchemaRegistry registry, IProgress<long>? progress, CancellationToken stop)
    {
        this.settings = settings;
        decoder = new InputDecoder(registry);
        using var consumer = Consumer();
        events = [.. new TopicLog(settings, registry).Read(progress, stop)];
        // After the reading: what retention removes meanwhile is then noticed.
        foreach (var topic in new[] { Topics.OrderDelivered, Topics.ReviewSubmitted })
            foreach (var partition in TopicPartitions.Of(settings.NameOf(topic), consumer.Handle))
                starts.Add(partition, consumer.QueryWatermarkOffsets(partition, BrokerWait).Low.Value);
        deliveries = events.Where(logged => logged.Event.Delivery is not null).ToDictionary(logged => logged.Coordinates, logged => logged.Event.Delivery!);
    }

    /// <summary>The event that a decision was made of; null, and why, when it is not there any more.</summary>
    public (OrderDelivered? Order, string? Why) EventOf(SatisfactionScored decision)
    {
        var input = new TopicPartitionOffset(decision.InputTopic, decision.InputPartition, decision.InputOffset);
        if (deliveries.TryGetValue(input, out var order)) return (order, null);
        if (!starts.TryGetValue(input.TopicPartition, out var start) || input.Topic != settings.NameOf(Topics.OrderDelivered))
            return (null, $"the event is not here: it was read from {Place(input)}, these input topics have no such partition");
        if (input.Offset.Value < start) return (null, $"the event is gone: it was read from {Place(input)}, the partition begins at offset {start} now");
        return Redriven(input);
    }

    /// <summary>What is missing to compute vectors from these histories on; null when nothing is.</summary>
    public string? MissingAfter(HistoryTable histories)
    {
        foreach (var (partition, start) in starts)
        {
            if (start == 0) continue;
            var first = events.Where(logged => logged.Coordinates.TopicPartition == partition).Select(logged => (LocalTime?)logged.Event.RecordedAt).FirstOrDefault();
            // What was cut was recorded at most the allowed disorder after the first that is left; the histories hold it when they go on beyond that.
            if (first is { } left && histories.Through is { } through && left.AddMilliseconds(FeatureTime.ClockChangeMilliseconds) <= through) continue;
            return $"events are gone: {partition.Topic} partition {partition.Partition.Value} begins at offset {start}{(first is null ? "" : $", recorded {first}")}, and the artifact's histories {(histories.Through is { } end ? $"end at {end}" : "are empty")}";
        }

        return null;
    }

    /// <summary>The vectors of the orders, each from the artifact's histories and all events up to it.</summary>
    public List<float[]> Vectors(ServingModel model, HistoryTable histories, IReadOnlyList<OrderDelivered> orders)
    {
        var scorer = new OrderScorer();
        var vectors = new float[orders.Count][];
        var waiting = new Queue<int>(Enumerable.Range(0, orders.Count).OrderBy(i => Turn(orders[i]).Milliseconds));
        foreach (var logged in events)
        {
            while (waiting.TryPeek(out var next) && Turn(orders[next]) < logged.Event.RecordedAt) Compute(waiting.Dequeue());
            if (waiting.Count == 0) break;
            if (logged.Event.Delivery is { } delivery) histories.Observe(delivery, logged.Position);
            else histories.Observe(logged.Event.Review!, logged.Position);
        }

        while (waiting.TryDequeue(out var last)) Compute(last);
        return [.. vectors];

        void Compute(int i) => vectors[i] = scorer.Score(orders[i], histories, model, reasonCount: 0).Vector;
    }

    /// <summary>The stream time at which everything that the order may read has come.</summary>
    private static LocalTime Turn(OrderDelivered order) => LocalTime.Later(order.RecordedAt, FeatureTime.ReadsAt(order));

    /// <summary>A record that was refused once and redriven is none of the log's events, but it is still there.</summary>
    private (OrderDelivered? Order, string? Why) Redriven(TopicPartitionOffset input)
    {
        using var consumer = Consumer();
        consumer.Assign(input);
        if (consumer.Consume(BrokerWait) is not { Message: not null } record || record.Offset != input.Offset) return (null, $"the event is gone: nothing is at {Place(input)}");
        try
        {
            return (decoder.Delivery(record), null);
        }
        catch (ContractException invalid)
        {
            return (null, $"the event at {Place(input)} cannot be used: {invalid.ReasonCode}");
        }
    }

    private IConsumer<byte[], byte[]> Consumer()
    {
        var config = settings.Client.ForConsumer();
        config.GroupId = $"{settings.GroupId}-proof-{Guid.NewGuid():N}";
        config.EnableAutoCommit = false;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        return new ConsumerBuilder<byte[], byte[]>(config).Build();
    }

    private static string Place(TopicPartitionOffset input) => $"{input.Topic} partition {input.Partition.Value} offset {input.Offset.Value}";
}
