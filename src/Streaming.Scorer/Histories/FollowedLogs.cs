using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Kafka.Logs;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Histories;

/// <summary>
/// The partitions that the histories are read from, and what changes under a reader: partitions are added, retention cuts what was not read
/// yet, a topic is
/// deleted and made anew. For one thread.
/// </summary>
/// <param name="settings">Names of the topics.</param>
/// <param name="consumer">Reads them; stays its owner's.</param>
/// <param name="bounds">Says where they begin and end; disposed with this.</param>
internal sealed class FollowedLogs(
    ScorerSettings settings,
    IConsumer<byte[], byte[]> consumer,
    LogBounds bounds,
    ScorerMetrics metrics,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private static readonly TimeSpan PartitionCheck = TimeSpan.FromSeconds(30);

    private readonly Dictionary<TopicPartition, FollowedPartition> partitions = [];
    private long lookedAt;

    /// <summary>Told what readers of the scores must know: about what, and in words.</summary>
    public Action<string, string> Warn { get; init; } = (_, _) => { };

    public Dictionary<TopicPartition, FollowedPartition>.ValueCollection All => partitions.Values;

    /// <summary>Whether it is time to look for partitions that were added: every half minute.</summary>
    public bool IsLookDue => time.GetElapsedTime(lookedAt) > PartitionCheck;

    public FollowedPartition this[TopicPartition partition] => partitions[partition];

    public FollowedPartition? Find(TopicPartition partition) => partitions.GetValueOrDefault(partition);

    /// <summary>Partitions may be added to a topic while the scorer runs.</summary>
    /// <param name="known">The offset to read next, of partitions that were read before.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public void AddNew(IReadOnlyDictionary<(InputLog Log, int Partition), long> known)
    {
        var added = new List<(InputLog Log, TopicPartition Partition)>();
        foreach (var (topic, input) in new[] { (Topics.OrderDelivered, InputLog.Deliveries), (Topics.ReviewSubmitted, InputLog.Reviews) })
        {
            var there = settings.Clients.PartitionsOf(settings.NameOf(topic), consumer);
            added.AddRange(there.Where(partition => !partitions.ContainsKey(partition)).Select(partition => (input, partition)));
        }

        lookedAt = time.GetTimestamp();
        if (added.Count == 0)
            return;

        var starts = bounds
            .Beginnings(added.Select(partition => partition.Partition))
            .ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        foreach (var (input, partition) in added)
        {
            var first = starts[partition];
            var next = known.TryGetValue((input, partition.Partition.Value), out var seen) ? seen : first;
            if (next < first)
                NoteCut(partition, next, first);
            partitions.Add(partition, new FollowedPartition(input, partition, Math.Max(next, first)));
        }

        consumer.IncrementalAssign(
            added.Select(partition => new TopicPartitionOffset(partition.Partition, partitions[partition.Partition].Next))
        );
    }

    /// <summary>A log never becomes shorter: one that ends before what was read of it is another.</summary>
    /// <exception cref="TopicMadeAnewException">A log ends before what was read of it.</exception>
    public List<TopicPartitionOffset> Ends(IEnumerable<TopicPartition> asked)
    {
        var ends = bounds.Ends(asked);
        foreach (var end in ends)
            if (partitions[end.TopicPartition].Next > end.Offset.Value)
                throw MadeAnew(partitions[end.TopicPartition], $"it ends at offset {end.Offset.Value}");
        return ends;
    }

    /// <summary>For a partition that has not, or not any more, the offset to read next.</summary>
    /// <exception cref="TopicMadeAnewException">Nothing was cut: the log is another one.</exception>
    /// <exception cref="ClientFaultException">The client cannot go on.</exception>
    public void GoOnAfterCut(FollowedPartition partition)
    {
        var first = bounds.Beginnings([partition.Partition]).Single().Offset.Value;
        if (first <= partition.Next)
            throw MadeAnew(partition, "has no such offset");
        try
        {
            consumer.Seek(new TopicPartitionOffset(partition.Partition, first));
        }
        catch (KafkaException refusal)
        {
            // The client has given the partition up and says so only once: it must be replaced.
            throw new ClientFaultException(
                $"histories: {partition.Partition} cannot be read from offset {first}: {refusal.Message}",
                refusal
            );
        }

        NoteCut(partition.Partition, partition.Next, first);
        partition.Next = first;
    }

    public void Dispose() => bounds.Dispose();

    private static TopicMadeAnewException MadeAnew(FollowedPartition partition, string seen) =>
        new(
            $"histories: {partition.Partition.Topic} partition {partition.Partition.Partition.Value} was read to offset "
                + $"{partition.Next}, and now {seen}: "
                + "the topic was deleted and made anew, or the cluster has lost records"
        );

    /// <summary>Retention has cut what was not read yet.</summary>
    private void NoteCut(TopicPartition partition, long next, long first)
    {
        metrics.HistoryRecordsCut.Inc(first - next);
        var what =
            $"histories: {partition.Topic} partition {partition.Partition.Value}: "
            + $"retention removed offsets {next} to {first - 1} before they were read; "
            + "features lack these events. Keep the topic longer (retention.ms, retention.bytes)";
        Warn($"history cut {partition}", what);
        log.LogWarning("{What}", what);
    }
}
