using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Models.Policy;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.MicroBatches;

/// <summary>What a batch will have done once its transaction is committed. Until then it counts for nothing.</summary>
public sealed class BatchOutcome(List<TopicPartitionOffset> inputs, int inputRecords, DateTimeOffset startedAt)
{
    /// <summary>Next input offset per partition.</summary>
    public List<TopicPartitionOffset> Inputs { get; } = inputs;

    /// <summary>How many records the batch has.</summary>
    public int InputRecords { get; } = inputRecords;

    /// <summary>The records of the batch, whatever became of them.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> Sources { get; init; } = [];

    /// <summary>When it was begun, wall time.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>What is published, in this order.</summary>
    public List<OutgoingRecord> Records { get; } = [];

    /// <summary>Reason code of each dead letter.</summary>
    public List<string> DeadLetterReasons { get; } = [];

    /// <summary>Partitions that get dead letters.</summary>
    public HashSet<int> DeadLetterPartitions { get; } = [];

    /// <summary>Tier of each alert, and whether a review of its order was in before its delivery.</summary>
    public List<(Tier Tier, bool AlreadyAnswered)> Alerts { get; } = [];

    /// <summary>By tier.</summary>
    public long[] Scored { get; } = new long[3];

    /// <summary>What was unexpected about the scored orders.</summary>
    public FlagCounts Flags { get; } = new();

    /// <summary>The batch goes out without its window.</summary>
    public bool LacksWindow { get; set; }

    /// <summary>What its window tells that the histories dropped.</summary>
    internal DroppedEvents Dropped { get; set; }

    /// <summary>Deliveries ignored: the same event again, or a lower version.</summary>
    public long Duplicates { get; set; }

    /// <summary>Orders scored in a version above 1.</summary>
    public long Corrections { get; set; }

    /// <summary>Spans of its orders.</summary>
    internal OrderSpans Spans { get; } = new();

    private LocalTime? streamTime;
    private DateTime? oldestRecord;

    /// <summary>Notes when a scored order was recorded and produced.</summary>
    /// <param name="recordedAt">Stream time of the order.</param>
    /// <param name="producedAt">The record's own timestamp; null where it has none that a calendar holds.</param>
    public void Note(LocalTime recordedAt, DateTime? producedAt)
    {
        if (streamTime is null || recordedAt > streamTime)
            streamTime = recordedAt;
        if (producedAt is { } produced && (oldestRecord is null || produced < oldestRecord))
            oldestRecord = produced;
    }

    /// <summary>Takes everything back that was noted.</summary>
    public void Clear()
    {
        Records.Clear();
        DeadLetterReasons.Clear();
        DeadLetterPartitions.Clear();
        Alerts.Clear();
        Array.Clear(Scored);
        Flags.Clear();
        Spans.Clear();
        Duplicates = Corrections = 0;
        (streamTime, oldestRecord) = (null, null);
    }

    /// <summary>Called after the commit, and only then.</summary>
    public void CountInto(ScorerMetrics metrics, DateTimeOffset now)
    {
        for (var tier = 0; tier < Scored.Length; tier++)
            metrics.Predictions.WithLabels(((Tier)tier).Label(), "stream").Inc(Scored[tier]);
        foreach (var (tier, answered) in Alerts)
            metrics.Alerts.WithLabels(tier.Name(), answered ? "true" : "false").Inc();
        foreach (var reason in DeadLetterReasons)
            metrics.DeadLetters.WithLabels(reason).Inc();
        foreach (var (field, fault, count) in Flags.Counted())
            metrics.Flags.WithLabels(fault.Code(), OrderFields.Names[(int)field]).Inc(count);
        if (LacksWindow)
            metrics.WindowsRefused.Inc();
        metrics.Duplicates.Inc(Duplicates);
        metrics.Corrections.Inc(Corrections);
        if (streamTime is { } latest)
            metrics.StreamTime.Set((double)latest.Milliseconds / LocalTime.MillisecondsPerSecond);
        if (oldestRecord is { } oldest)
            metrics.RecordAgeSeconds.Observe(Math.Max(0, (now.UtcDateTime - oldest).TotalSeconds));
    }
}
