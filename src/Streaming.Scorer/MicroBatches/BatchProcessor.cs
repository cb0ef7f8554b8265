using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tracing;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Alerts;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Scores;
using Streaming.Scorer.Transactions;
using Streaming.Scorer.Windows;

namespace Streaming.Scorer.MicroBatches;

/// <summary>Turns the records of a batch into the records of its transaction. Changes nothing outside but the history table, which knows
/// what it has seen.</summary>
public sealed class BatchProcessor(
    ScorerSettings settings,
    ISchemaRegistry registry,
    InputDecoder decoder,
    HistoryFollower histories,
    ParkedOrders parked,
    TimeProvider time
)
{
    private readonly AvroSerializer<SatisfactionScored> scoredSerializer = new(registry);
    private readonly AvroSerializer<SatisfactionAlert> alertSerializer = new(registry);
    private readonly AvroSerializer<ScoringWindow> windowSerializer = new(registry);
    private readonly OrderScorer scorer = new();
    private const string StepDecode = "decode";

    private readonly string deadLetterTopic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
    private readonly List<(ConsumeResult<byte[], byte[]> Record, OrderDelivered Order)> decoded = [];
    private readonly Dictionary<UInt128, TopicPartitionOffset> parkedHere = [];
    private BatchWindows? windows;

    /// <summary>Whether a delivery counts where its record stands, or repeats one; asked after the histories have passed it.</summary>
    public Func<OrderDelivered, ConsumeResult<byte[], byte[]>, bool> Accepts { get; init; } = histories.Accepts;

    /// <summary>Part of the windows' ids: a redrive and a batch may end at the same offsets.</summary>
    public string WindowKind { get; init; } = "window";

    /// <summary>Orders get spans where somebody wants them. False where what is made is not committed by the loop, which ends
    /// them.</summary>
    public bool TracesOrders { get; init; } = true;

    /// <summary>What is known of records that went wrong before.</summary>
    internal RecordVerdicts Verdicts { get; init; } = new();

    /// <summary>Where a test lets a record fail; see <see cref="ScoringSeams"/>.</summary>
    internal Action<ConsumeResult<byte[], byte[]>> BeforeScoring { get; init; } = _ => { };

    /// <summary>Decodes, waits for the histories, scores and encodes, all with one model.</summary>
    /// <exception cref="RegistryUnavailableException">Nothing is at fault but the registry: read the batch again later.</exception>
    /// <exception cref="RecordFaultException">One record failed for no reason that was foreseen: read the batch again, and that record
    /// alone. When it is alone, it is dead-lettered instead.</exception>
    public BatchOutcome Process(DeliveryBatch batch, ServedModel served, CancellationToken stop)
    {
        if (windows?.Served != served)
            windows = new BatchWindows(settings, served);
        windows.Clear();
        decoded.Clear();
        parkedHere.Clear();
        ConsumeResult<byte[], byte[]>[] sources = [.. batch.Records];
        var outcome = new BatchOutcome(batch.Ends(), sources.Length, time.GetUtcNow()) { Sources = sources };
        using (BatchTrace.Step(BatchTrace.Decode))
        {
            foreach (var record in sources)
                Decode(record, outcome);
        }

        using (BatchTrace.Step(BatchTrace.Histories))
            WaitForHistories(outcome, stop);
        using (BatchTrace.Step(BatchTrace.Score))
        {
            foreach (var (record, order) in decoded)
                ScoreOrDivert(record, order, served, outcome);
            TryCloseWindows(outcome);
        }

        return outcome;
    }

    /// <inheritdoc cref="RecordVerdicts.NoteRefused"/>
    internal (TopicPartitionOffset Record, string Why)? NoteRefused(BatchOutcome outcome, OutputRefusal refusal) =>
        Verdicts.NoteRefused(outcome, refusal, settings.NameOf(Topics.ScoringWindows));

    private void Decode(ConsumeResult<byte[], byte[]> record, BatchOutcome outcome)
    {
        try
        {
            var order = decoder.Delivery(record);
            histories.Take(record, order);
            histories.ThrowIfRefused(record);
            if (FindParked(record) is { } first)
                Divert(record, BehindParked(order.OrderId, first), outcome, order);
            else if (Verdicts.Find(record) is { Why: { } refused })
                Divert(record, refused, outcome, order, DeadLetter.StepScore);
            else
                decoded.Add((record, order));
        }
        catch (ContractException invalid)
        {
            // An invalid record behind a parked one keeps its own reason: it must never enter the histories, which one that only waits
            // does.
            Divert(record, invalid, outcome);
            histories.Refuse(record, invalid);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            var failed = Failed(record, unexpected, outcome);
            Divert(record, failed, outcome, null, StepDecode);
            histories.Refuse(record, failed);
        }
    }

    private void ScoreOrDivert(ConsumeResult<byte[], byte[]> record, OrderDelivered order, ServedModel served, BatchOutcome outcome)
    {
        try
        {
            BeforeScoring(record);
            Score(record, order, served, outcome);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected) || unexpected is ContractException)
        {
            var failed = Failed(record, unexpected, outcome);
            outcome.Clear(); // it is alone: whatever it had become is taken back
            windows!.Clear();
            Divert(record, failed, outcome, order, DeadLetter.StepScore);
        }
    }

    /// <exception cref="RecordFaultException">The record is not alone in its batch.</exception>
    private static ContractException Failed(ConsumeResult<byte[], byte[]> record, Exception unexpected, BatchOutcome outcome)
    {
        if (outcome.InputRecords > 1)
            throw new RecordFaultException([record.TopicPartitionOffset], unexpected);
        var what = $"{unexpected.GetType().Name} while {record.TopicPartitionOffset} was processed alone: {unexpected.Message}";
        return new ContractException(ReasonCodes.ProcessingFailed, what, unexpected);
    }

    private TopicPartitionOffset? FindParked(ConsumeResult<byte[], byte[]> record)
    {
        if (parked.Count == 0 && parkedHere.Count == 0)
            return null;
        var key = KeyHash.Of(record.Message.Key);
        return parked.Find(key) is { } first && !IsRepeatedBefore(record, first) ? first : parkedHere.GetValueOrDefault(key);
    }

    /// <summary>At least once, a record may be read again after a later one was dead-lettered: it was not behind that one, and is not
    /// now.</summary>
    private static bool IsRepeatedBefore(ConsumeResult<byte[], byte[]> record, TopicPartitionOffset first) =>
        first.TopicPartition == record.TopicPartition && first.Offset.Value >= record.Offset.Value;

    private static ContractException BehindParked(string orderId, TopicPartitionOffset first) =>
        new(
            ReasonCodes.ParkedBehind,
            $"order_id '{orderId}' is parked: {first.Topic} partition {first.Partition.Value} offset {first.Offset.Value} "
                + "was dead-lettered and not released; later records wait behind it"
        );

    /// <summary>To the partition with the record's own number: the order of a key is kept, and the owner of the input partition finds there
    /// what is parked.</summary>
    private void Divert(
        ConsumeResult<byte[], byte[]> record,
        ContractException why,
        BatchOutcome outcome,
        OrderDelivered? order = null,
        string? step = null
    )
    {
        var withoutValue = Verdicts.Find(record) is { Remedy: RecordRemedy.WithoutValue or RecordRemedy.Held };
        var letter = DeadLetter.From(record, why, settings.GroupId, outcome.StartedAt, step, withoutValue);
        outcome.Records.Add(new OutgoingRecord(deadLetterTopic, letter, record.Partition.Value, record));
        outcome.DeadLetterReasons.Add(why.ReasonCode);
        outcome.DeadLetterPartitions.Add(record.Partition.Value);
        if (record.Message.Key is { } key)
            parkedHere.TryAdd(KeyHash.Of(key), record.TopicPartitionOffset);
        windows!.Of(record.Partition.Value).DeadLettered++;
        NoteTime(record, order);
    }

    /// <summary>When a window without scores was: what its orders say, else when their records were written, else now.</summary>
    private void NoteTime(ConsumeResult<byte[], byte[]> record, OrderDelivered? order)
    {
        var window = windows!.Of(record.Partition.Value);
        if (order is not null)
            window.Date(order.RecordedAt);
        else
            window.DateBy(record.Message.Timestamp.UnixTimestampMs);
    }

    private void WaitForHistories(BatchOutcome outcome, CancellationToken stop)
    {
        if (decoded.Count == 0)
            return;
        var latest = decoded.Max(entry => FeatureTime.MustHavePassed(FeatureTime.ReadsAt(entry.Order)));
        histories.CatchUp(latest, outcome.Inputs, stop);
    }

    private void Score(ConsumeResult<byte[], byte[]> record, OrderDelivered order, ServedModel served, BatchOutcome outcome)
    {
        var window = windows!.Of(record.Partition.Value);
        if (!Accepts(order, record))
        {
            if (histories.Table.IsBeyondLimit(order))
            {
                Divert(record, TooManyVersions(order), outcome, order);
                return;
            }

            window.Date(order.RecordedAt);
            window.Duplicates++;
            outcome.Duplicates++;
            return;
        }

        var span = TracesOrders ? outcome.Spans.Score(record, order) : null;
        var scored = scorer.Score(order, histories.Table, served.Model, settings.ReasonCount);
        window.Add(scorer.Row, scored.Score, order.RecordedAt, scored.AnsweredBeforeDelivery);
        settings.OrderRules.Judge(order, outcome.Flags);
        if (order.Version > 1)
            outcome.Corrections++;
        outcome.Note(order.RecordedAt, RecordTime.InstantOf(record.Message.Timestamp));

        var now = time.GetUtcNow().UtcDateTime;
        Send(
            Topics.SatisfactionScored,
            record,
            scored.ToScored(served, record.TopicPartitionOffset, now, settings.Guarantee),
            scoredSerializer,
            outcome,
            span
        );
        if (AlertWriter.TopicOf(scored.Score.Tier) is { } alerts)
        {
            var alert = scored.ToAlert(served, record.TopicPartitionOffset, now, settings.Guarantee);
            Send(alerts, record, alert, alertSerializer, outcome, outcome.Spans.Alert(span, scored.Score.Tier, settings.NameOf(alerts)));
            outcome.Alerts.Add((scored.Score.Tier, scored.AnsweredBeforeDelivery));
        }
    }

    private static ContractException TooManyVersions(OrderDelivered order) =>
        new(
            ReasonCodes.ContractViolation,
            $"order-delivered: order_id '{order.OrderId}' has {HistoryTable.MostVersions} counted versions already and version "
                + $"{order.Version} is another; "
                + $"allowed: at most {HistoryTable.MostVersions} of one order."
        );

    /// <summary>A window only measures: one that cannot be made, or that the cluster has refused, is left out and counted.</summary>
    private void TryCloseWindows(BatchOutcome outcome)
    {
        foreach (var tier in new[] { Tier.Green, Tier.Yellow, Tier.Red })
            outcome.Scored[(int)tier] = windows!.Count(tier);
        outcome.LacksWindow = outcome.Sources.Any(Verdicts.IsWindowless);
        if (outcome.LacksWindow)
            return;
        try
        {
            CloseWindows(outcome);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            outcome.LacksWindow = true;
        }
    }

    private void CloseWindows(BatchOutcome outcome)
    {
        var filled = windows!.Filled(WindowKind, outcome.Inputs).ToList();
        if (filled.Count == 0)
            return;
        var dropped = histories.Dropped.Take();
        outcome.Dropped = dropped ?? default;
        foreach (var (id, window) in filled)
        {
            var closed = window.Close(id, settings.Instance, outcome.StartedAt.UtcDateTime, time.GetUtcNow().UtcDateTime, dropped);
            if (dropped is not null)
                dropped = new DroppedEvents(); // the first one tells of them
            outcome.Records.Add(
                new OutgoingRecord(
                    settings.NameOf(Topics.ScoringWindows),
                    new Message<byte[], byte[]>
                    {
                        Key = Encoding.UTF8.GetBytes(settings.Instance),
                        Value = Encode(Topics.ScoringWindows, closed, windowSerializer),
                    }
                )
            );
        }
    }

    private void Send<T>(
        Topic topic,
        ConsumeResult<byte[], byte[]> source,
        T value,
        AvroSerializer<T> serializer,
        BatchOutcome outcome,
        Activity? span
    )
        where T : class =>
        outcome.Records.Add(
            new OutgoingRecord(
                settings.NameOf(topic),
                new Message<byte[], byte[]>
                {
                    Key = source.Message.Key,
                    Value = Encode(topic, value, serializer),
                    Headers = OrderTrace.HeadersOf(span)!,
                },
                Source: source
            )
        );

    private byte[] Encode<T>(Topic topic, T value, AvroSerializer<T> serializer)
        where T : class => serializer.Serialize(value, new SerializationContext(MessageComponentType.Value, settings.NameOf(topic)));
}
