using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Alerts;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Scores;
using Streaming.Scorer.Transactions;
using Streaming.Scorer.Windows;

namespace Streaming.Scorer;

/// <summary>Turns the records of a batch into the records of its transaction. Changes nothing outside but the history table, which knows what it has seen.</summary>
internal sealed class BatchProcessor(ScorerSettings settings, ISchemaRegistry registry, InputDecoder decoder, HistoryFollower histories, ParkedOrders parked, TimeProvider time)
{
    private readonly AvroSerializer<SatisfactionScored> scoredSerializer = new(registry);
    private readonly AvroSerializer<SatisfactionAlert> alertSerializer = new(registry);
    private readonly AvroSerializer<ScoringWindow> windowSerializer = new(registry);
    private readonly OrderScorer scorer = new();
    private readonly string deadLetterTopic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
    private readonly List<(ConsumeResult<byte[], byte[]> Record, OrderDelivered Order)> decoded = [];
    private readonly Dictionary<UInt128, TopicPartitionOffset> parkedHere = [];
    private BatchWindows? windows;

    /// <summary>Whether a delivery counts at its position, or repeats one; asked after the histories have passed it.</summary>
    public Func<OrderDelivered, LogPosition, bool> Accepts { get; init; } = (order, position) => histories.Table.IsAccepted(order, position);

    /// <summary>Part of the windows' ids: a redrive and a batch may end at the same offsets.</summary>
    public string WindowKind { get; init; } = "window";

    /// <summary>Decodes, waits for the histories, scores and encodes, all with one model.</summary>
    /// <exception cref="RegistryUnavailableException">Nothing is at fault but the registry: read the batch again later.</exception>
    public BatchOutcome Process(DeliveryBatch batch, ServedModel served, CancellationToken stop)
    {
        if (windows?.Served != served) windows = new BatchWindows(settings, served);
        windows.Clear();
        decoded.Clear();
        parkedHere.Clear();
        var outcome = new BatchOutcome(batch.Ends(), batch.Records.Count, time.GetUtcNow());
        using (BatchTrace.Step(BatchTrace.Decode))
        {
            foreach (var record in batch.Records) Decode(record, outcome);
        }

        using (BatchTrace.Step(BatchTrace.Histories)) WaitForHistories(outcome, stop);
        using (BatchTrace.Step(BatchTrace.Score))
        {
            foreach (var (record, order) in decoded) Score(record, order, served, outcome);
            CloseWindows(outcome);
        }

        return outcome;
    }

    private void Decode(ConsumeResult<byte[], byte[]> record, BatchOutcome outcome)
    {
        try
        {
            var order = decoder.Delivery(record);
            if (FindParked(record) is { } first)
            {
                windows!.Of(record.Partition.Value).Date(order.RecordedAt);
                DivertToDeadLetters(record, BehindParked(order.OrderId, first), outcome);
            }
            else decoded.Add((record, order));
            histories.Take(record, order);
        }
        catch (ContractException invalid)
        {
            // An invalid record behind a parked one keeps its own reason: it must never enter the histories, which one that only waits does.
            DivertToDeadLetters(record, invalid, outcome);
            histories.Take(record, null);
        }
    }

    private TopicPartitionOffset? FindParked(ConsumeResult<byte[], byte[]> record)
    {
        if (parked.Count == 0 && parkedHere.Count == 0) return null;
        var key = KeyHash.Of(record.Message.Key);
        return parked.Find(key) is { } first && !IsRepeatedBefore(record, first) ? first : parkedHere.GetValueOrDefault(key);
    }

    /// <summary>At least once, a record may be read again after a later one was dead-lettered: it was not behind that one, and is not now.</summary>
    private static bool IsRepeatedBefore(ConsumeResult<byte[], byte[]> record, TopicPartitionOffset first) => first.TopicPartition == record.TopicPartition && first.Offset.Value >= record.Offset.Value;

    private static ContractException BehindParked(string orderId, TopicPartitionOffset first) =>
        new(ReasonCodes.ParkedBehind, $"order_id '{orderId}' is parked: {first.Topic} partition {first.Partition.Value} offset {first.Offset.Value} was dead-lettered and not released; later records wait behind it");

    /// <summary>To the partition with the record's own number: the order of a key is kept, and the owner of the input partition finds there what is parked.</summary>
    private void DivertToDeadLetters(ConsumeResult<byte[], byte[]> record, ContractException why, BatchOutcome outcome)
    {
        var letter = DeadLetter.From(record, why, settings.GroupId, outcome.StartedAt);
        outcome.Records.Add(new OutgoingRecord(deadLetterTopic, letter, record.Partition.Value));
        outcome.DeadLetterReasons.Add(why.ReasonCode);
        outcome.DeadLetterPartitions.Add(record.Partition.Value);
        if (record.Message.Key is { } key) parkedHere.TryAdd(KeyHash.Of(key), record.TopicPartitionOffset);
        var window = windows!.Of(record.Partition.Value);
        window.DeadLettered++;
        window.DateBy(record.Message.Timestamp.UnixTimestampMs);
    }

    private void WaitForHistories(BatchOutcome outcome, CancellationToken stop)
    {
        if (decoded.Count == 0) return;
        var latest = decoded.Max(entry => FeatureTime.MustHavePassed(entry.Order.DeliveredAt));
        histories.CatchUp(latest, outcome.Inputs, stop);
    }

    private void Score(ConsumeResult<byte[], byte[]> record, OrderDelivered order, ServedModel served, BatchOutcome outcome)
    {
        var position = new LogPosition(InputLog.Deliveries, record.Partition.Value, record.Offset.Value);
        var window = windows!.Of(record.Partition.Value);
        if (!Accepts(order, position))
        {
            window.Date(order.RecordedAt);
            window.Duplicates++;
            outcome.Duplicates++;
            return;
        }

        var scored = scorer.Score(order, histories.Table, served.Model, settings.ReasonCount);
        window.Add(scorer.Row, scored.Score, order.RecordedAt, scored.AnsweredBeforeDelivery);
        settings.OrderRules.Judge(order, outcome.Flags);
        if (order.Version > 1) outcome.Corrections++;
        outcome.Note(order.RecordedAt, record.Message.Timestamp.UtcDateTime);

        var now = time.GetUtcNow().UtcDateTime;
        var key = record.Message.Key;
        Send(Topics.SatisfactionScored, key, scored.ToScored(served, record.TopicPartitionOffset, now, settings.Guarantee), scoredSerializer, outcome);
        if (AlertWriter.TopicOf(scored.Score.Tier) is { } alerts)
        {
            Send(alerts, key, scored.ToAlert(served, record.TopicPartitionOffset, now, settings.Guarantee), alertSerializer, outcome);
            outcome.Alerts.Add((scored.Score.Tier, scored.AnsweredBeforeDelivery));
        }
    }

    private void CloseWindows(BatchOutcome outcome)
    {
        foreach (var tier in new[] { Tier.Green, Tier.Yellow, Tier.Red }) outcome.Scored[(int)tier] = windows!.Count(tier);
        foreach (var (id, window) in windows!.Filled(WindowKind, outcome.Inputs))
        {
            var closed = window.Close(id, settings.Instance, outcome.StartedAt.UtcDateTime, time.GetUtcNow().UtcDateTime);
            Send(Topics.ScoringWindows, Encoding.UTF8.GetBytes(settings.Instance), closed, windowSerializer, outcome);
        }
    }

    private void Send<T>(Topic topic, byte[] key, T value, AvroSerializer<T> serializer, BatchOutcome outcome)
        where T : class
    {
        var name = settings.NameOf(topic);
        var bytes = serializer.Serialize(value, new SerializationContext(MessageComponentType.Value, name));
        outcome.Records.Add(new OutgoingRecord(name, new Message<byte[], byte[]> { Key = key, Value = bytes }));
    }
}
