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

    /// <summary>What a dead scorer has left open ends after its transaction timeout, which is no longer than this.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly Topic[] topics;
    private readonly IDeadLetterView view;
    private readonly ILogger log;
    private readonly AvroDeserializer<DeadLettersRedriven> releases;
    private readonly TopicReader reader;
    private readonly string letterTopic;

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
        this.log = log;
        releases = new AvroDeserializer<DeadLettersRedriven>(registry);
        letterTopic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = $"{settings.GroupId}-dead-letters-{settings.Instance}",
                ClientId = settings.Instance + "-dead-letters",
                Clients = settings.Clients,
                Complain = new ClientErrors("Dead-letter consumer", log).Note,
                // The reader itself would be told of the last decided transaction only.
                Ends = IsolationLevel.ReadUncommitted,
                PollWait = PollWait,
                Patience = LongestTransaction + settings.Clients.BrokerWait,
                Time = time,
                Tune = config =>
                {
                    config.FetchWaitMaxMs = 100;
                    config.QueuedMaxMessagesKbytes = 16 * 1024;
                },
            }
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
    public void ReadToEnd(CancellationToken stop) => reader.ReadAll(Read, stop);

    /// <summary>
    /// Reads up to the end that the dead letters of these partitions, and their releases, have when this is called. The end includes
    /// transactions that are still open, or committed but not marked so in the partition: returns when they are decided, at the latest
    /// after the transaction timeout.
    /// </summary>
    public void CatchUp(IReadOnlyCollection<int> partitions, CancellationToken stop)
    {
        if (partitions.Any(partition => !reader.IsReading(new TopicPartition(letterTopic, partition))))
            FollowNewPartitions();
        reader.CatchUp(reader.Ends(reader.Partitions.Where(partition => partitions.Contains(partition.Partition.Value))), Read, stop);
    }

    /// <inheritdoc cref="CatchUp(IReadOnlyCollection{int}, CancellationToken)"/>
    public void CatchUp(CancellationToken stop) =>
        CatchUp([.. reader.Partitions.Select(partition => partition.Partition.Value).Distinct()], stop);

    /// <summary>Reads what has already arrived, without waiting.</summary>
    public void Drain(int limit)
    {
        while (limit-- > 0 && reader.Peek(TimeSpan.Zero) is { } record)
        {
            Read(record);
            reader.Advance();
        }
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose() => reader.Dispose();

    /// <summary>Partitions may be added while a scorer runs.</summary>
    private void FollowNewPartitions()
    {
        var inputs = reader.PartitionsOf(settings.NameOf(Topics.OrderDelivered)).Count;
        var added = new List<TopicPartition>();
        var tooFew = new List<string>();
        foreach (var topic in topics)
        {
            var partitions = reader.PartitionsOf(settings.NameOf(topic));
            if (partitions.Count < inputs)
                tooFew.Add(
                    $"topic {settings.NameOf(topic)} has {partitions.Count} partitions; allowed: "
                        + $"at least {inputs}, as many as {settings.NameOf(Topics.OrderDelivered)} has, because a dead letter keeps "
                        + $"its partition number"
                );
            added.AddRange(partitions.Where(partition => !reader.IsReading(partition)));
        }

        if (tooFew.Count > 0)
            throw new TopicLayoutException(string.Join("; ", tooFew));
        reader.Add(added.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
    }

    private void Read(ConsumeResult<byte[], byte[]> record)
    {
        Progressed();
        if (record.Topic != letterTopic)
        {
            if (!record.IsPartitionEOF)
                ReadRelease(record);
        }
        else if (record.IsPartitionEOF)
            view.Reached(record.Partition.Value, record.Offset.Value);
        else
            view.Add(new StoredLetter(record));
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
