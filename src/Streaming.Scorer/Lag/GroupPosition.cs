using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Lag;

/// <summary>How far the group is behind in one partition.</summary>
/// <param name="Records">Offsets between what is committed and the end.</param>
/// <param name="OldestWrittenAt">When the first of them was written; null when there is none, or when it does not say.</param>
internal readonly record struct PartitionLag(long Records, DateTimeOffset? OldestWrittenAt);

/// <summary>
/// Where the scoring group stands in the deliveries, seen from outside: a client that asks for the group's offsets without being a member,
/// and reads the one record that the group
/// would read next. For one thread.
/// </summary>
internal sealed class GroupPosition : IDisposable
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(5);

    private readonly ScorerSettings settings;
    private readonly string topic;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly LogBounds bounds;
    private readonly RecordLookup records;

    public GroupPosition(ScorerSettings settings, ILogger log)
    {
        this.settings = settings;
        topic = settings.NameOf(Topics.OrderDelivered);
        var config = settings.Client.ForReading(settings.GroupId);
        config.ClientId = settings.Instance + "-lag";
        config.FetchWaitMaxMs = 50;
        config.MaxPartitionFetchBytes = 16 * 1024; // one record is wanted; a larger one still comes
        config.QueuedMaxMessagesKbytes = 256;
        var complaints = new ClientErrors("Lag consumer", log);
        consumer = settings.Clients.Consumer(config, complaints.Note);
        records = new RecordLookup(consumer, BrokerWait, TimeProvider.System);
        bounds = new LogBounds(
            settings.Clients,
            settings.Client,
            config.ClientId + "-bounds",
            IsolationLevel.ReadCommitted,
            complaints.Note
        );
    }

    /// <summary>Told of each partition at each look: what the group has committed, and the first offset that is left.</summary>
    public Action<TopicPartition, Offset, long> BeginsAt { get; init; } = (_, _, _) => { };

    /// <exception cref="KafkaException">The cluster does not say.</exception>
    public IReadOnlyCollection<PartitionLag> Look()
    {
        var partitions = settings.Clients.PartitionsOf(topic, consumer).ToList();
        var ends = bounds.Ends(partitions).ToDictionary(end => end.TopicPartition, end => end.Offset.Value);
        var next = Next(partitions);
        var behind = partitions
            .Where(partition => next[partition] < ends[partition])
            .Select(partition => new TopicPartitionOffset(partition, next[partition]))
            .ToList();
        var first = records.FirstFrom(behind);
        if (first.Count < behind.Count)
            throw new KafkaException(
                new Error(
                    ErrorCode.Local_TimedOut,
                    $"{topic}: the record that the group would read next did not come within {BrokerWait.TotalSeconds:0} s"
                )
            );
        return
        [
            .. first.Select(found =>
                found.Value is { } record
                    ? new PartitionLag(ends[found.Key] - next[found.Key], RecordTime.InstantOf(record.Message.Timestamp))
                    : default
            ),
        ];
    }

    /// <summary>Tells <see cref="BeginsAt"/> and asks for nothing else.</summary>
    /// <exception cref="KafkaException">The cluster does not say.</exception>
    public void LookAtBeginnings() => Next([.. settings.Clients.PartitionsOf(topic, consumer)]);

    public void Dispose()
    {
        bounds.Dispose();
        consumer.Dispose();
    }

    /// <summary>What the group would read next: what it has committed, or the first that is left.</summary>
    private Dictionary<TopicPartition, long> Next(List<TopicPartition> partitions)
    {
        var next = Committed(partitions);
        foreach (var first in bounds.Beginnings(partitions))
        {
            BeginsAt(first.TopicPartition, next[first.TopicPartition], first.Offset.Value);
            next[first.TopicPartition] = Math.Max(next[first.TopicPartition], first.Offset.Value); // nothing committed is a negative number
        }

        return next;
    }

    /// <summary>
    /// The cluster has just named the partitions: when it then keeps silent about the group, it waits for a transaction that holds the
    /// group's offsets.
    /// </summary>
    private Dictionary<TopicPartition, long> Committed(List<TopicPartition> partitions)
    {
        try
        {
            return consumer
                .Committed(partitions, BrokerWait)
                .ToDictionary(committed => committed.TopicPartition, committed => committed.Offset.Value);
        }
        catch (KafkaException silent) when (silent.Error.Code == ErrorCode.Local_TimedOut)
        {
            const string why =
                "the cluster does not say what the group has committed: a transaction with its offsets is undecided. "
                + "One that is older than its time limit hangs; "
                + "kafka-transactions.sh find-hanging names it, and abort ends it";
            throw new KafkaException(new Error(silent.Error.Code, why), silent);
        }
    }
}
