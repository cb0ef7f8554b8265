using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// Feeds a view with every dead letter and every release: a consumer of its own over all partitions of both topics, without a group, from
/// the first
/// record on. For one thread.
/// </summary>
public sealed class DeadLetterFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <summary>What a dead scorer has left open ends after its transaction timeout, which is no longer than this.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly Topic[] topics;
    private readonly IDeadLetterView view;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly AvroDeserializer<DeadLettersRedriven> releases;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly LogBounds bounds;
    private readonly string letterTopic;
    private readonly Dictionary<TopicPartition, long> next = [];
    private readonly HashSet<TopicPartition> unread = [];
    private ConsumeResult<byte[], byte[]>? undecided;

    /// <exception cref="TopicLayoutException">The dead letters or their releases have fewer partitions than the deliveries.</exception>
    /// <exception cref="KafkaException">A topic is missing or no broker answers.</exception>
    public DeadLetterFollower(ScorerSettings settings, ISchemaRegistry registry, IDeadLetterView view, TimeProvider time, ILogger log)
        : this(settings, registry, view, time, log, [Topics.OrderDeliveredDeadLetters, Topics.OrderDeliveredRedrives]) { }

    private DeadLetterFollower(
        ScorerSettings settings,
        ISchemaRegistry registry,
        IDeadLetterView view,
        TimeProvider time,
        ILogger log,
        Topic[] topics
    )
    {
        this.settings = settings;
        this.topics = topics;
        this.view = view;
        this.time = time;
        this.log = log;
        releases = new AvroDeserializer<DeadLettersRedriven>(registry);
        letterTopic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        var config = settings.Client.ForReading($"{settings.GroupId}-dead-letters-{settings.Instance}");
        config.ClientId = settings.Instance + "-dead-letters";
        config.FetchWaitMaxMs = 100;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        var complaints = new ClientErrors("Dead-letter consumer", log);
        consumer = settings.Clients.Consumer(config, complaints.Note);
        // As a reader of uncommitted records sees them: the consumer itself would be told of the last decided transaction only.
        bounds = new LogBounds(
            settings.Clients,
            settings.Client,
            config.ClientId + "-bounds",
            IsolationLevel.ReadUncommitted,
            complaints.Note
        );
        try
        {
            FollowNewPartitions();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Called after every record, so that a long reading is seen to move.</summary>
    public Action Progressed { get; init; } = () => { };

    /// <summary>What the dead-letter topic says now, read once; nothing where there is no such topic.</summary>
    public static void Read(ScorerSettings settings, ISchemaRegistry registry, IDeadLetterView view, ILogger log, CancellationToken stop)
    {
        try
        {
            using var once = new DeadLetterFollower(settings, registry, view, TimeProvider.System, log, [Topics.OrderDeliveredDeadLetters]);
            once.ReadToEnd(stop);
        }
        catch (KafkaException missing) when (missing.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            log.LogInformation("No dead letters: {Reason}", missing.Error.Reason);
        }
    }

    /// <summary>Reads what is committed now, of both topics and all partitions.</summary>
    public void ReadToEnd(CancellationToken stop)
    {
        while (unread.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (Consume(PollWait) is { } record)
                Read(record);
        }
    }

    /// <summary>
    /// Reads up to the end that the dead letters of these partitions, and their releases, have when this is called. The end includes
    /// transactions that are still open, or
    /// committed but not marked so in the partition: returns when they are decided, at the latest after the transaction timeout.
    /// </summary>
    public void CatchUp(IReadOnlyCollection<int> partitions, CancellationToken stop)
    {
        if (partitions.Any(partition => !next.ContainsKey(new TopicPartition(letterTopic, partition))))
            FollowNewPartitions();
        var goals = bounds.Ends(next.Keys.Where(partition => partitions.Contains(partition.Partition.Value)));
        var lastRead = time.GetTimestamp();
        while (true)
        {
            goals.RemoveAll(goal => next[goal.TopicPartition] >= goal.Offset.Value);
            if (goals.Count == 0)
                return;
            stop.ThrowIfCancellationRequested();
            var record = Consume(PollWait);
            if (record is not null)
                Read(record);
            // Only what is waited for counts as progress: other partitions may go on for ever while one hangs.
            if (record is not null && goals.Exists(goal => goal.TopicPartition == record.TopicPartition))
                lastRead = time.GetTimestamp();
            else if (time.GetElapsedTime(lastRead) > LongestTransaction + BrokerWait)
            {
                var late = goals[0];
                throw new KafkaException(
                    new Error(
                        ErrorCode.Local_TimedOut,
                        $"dead letters: nothing came from {late.TopicPartition} since long; "
                            + $"read to {next[late.TopicPartition]}, written to {late.Offset}"
                    )
                );
            }
        }
    }

    /// <inheritdoc cref="CatchUp(IReadOnlyCollection{int}, CancellationToken)"/>
    public void CatchUp(CancellationToken stop) => CatchUp([.. next.Keys.Select(partition => partition.Partition.Value).Distinct()], stop);

    /// <summary>Reads what has already arrived, without waiting.</summary>
    public void Drain(int limit)
    {
        while (limit-- > 0 && Consume(TimeSpan.Zero) is { } record)
            Read(record);
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        bounds.Dispose();
        consumer.Dispose();
    }

    /// <summary>Partitions may be added while a scorer runs.</summary>
    private void FollowNewPartitions()
    {
        var inputs = settings.Clients.PartitionsOf(settings.NameOf(Topics.OrderDelivered), consumer).Count();
        var added = new List<TopicPartition>();
        var tooFew = new List<string>();
        foreach (var topic in topics)
        {
            var partitions = settings.Clients.PartitionsOf(settings.NameOf(topic), consumer).ToList();
            if (partitions.Count < inputs)
                tooFew.Add(
                    $"topic {settings.NameOf(topic)} has {partitions.Count} partitions; allowed: "
                        + $"at least {inputs}, as many as {settings.NameOf(Topics.OrderDelivered)} has, because a dead letter keeps "
                        + $"its partition number"
                );
            added.AddRange(partitions.Where(partition => !next.ContainsKey(partition)));
        }

        if (tooFew.Count > 0)
            throw new TopicLayoutException(string.Join("; ", tooFew));
        foreach (var partition in added)
            next.Add(partition, 0);
        unread.UnionWith(added);
        consumer.IncrementalAssign(added.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
    }

    /// <summary>A record that the registry's absence has left undecided comes first.</summary>
    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan wait) => undecided ??= consumer.Consume(wait);

    private void Read(ConsumeResult<byte[], byte[]> record)
    {
        Progressed();
        if (record.IsPartitionEOF)
        {
            // Control records of transactions have offsets too, but are never consumed: only the end mark steps over them.
            next[record.TopicPartition] = Math.Max(next[record.TopicPartition], record.Offset.Value);
            unread.Remove(record.TopicPartition);
            undecided = null;
            if (record.Topic == letterTopic)
                view.Reached(record.Partition.Value, record.Offset.Value);
            return;
        }

        if (record.Topic == letterTopic)
            view.Add(new StoredLetter(record));
        else
            ReadRelease(record);
        next[record.TopicPartition] = record.Offset.Value + 1;
        undecided = null;
    }

    private void ReadRelease(ConsumeResult<byte[], byte[]> record)
    {
        if (record.Message.Value is null)
            return; // a release whose letters are gone was taken away
        try
        {
            var release = releases.Deserialize(
                record.Message.Value,
                record.Message.Value is null,
                new SerializationContext(MessageComponentType.Value, record.Topic)
            );
            if (record.Message.Key is { } key)
                view.Add(key, release);
        }
        catch (ContractException invalid)
        {
            // What it would have released stays parked.
            log.LogError("Release of dead letters at {Position} ignored: {Reason}", record.TopicPartitionOffset, invalid.Message);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            log.LogError(unexpected, "Release of dead letters at {Position} ignored", record.TopicPartitionOffset);
        }
    }
}
