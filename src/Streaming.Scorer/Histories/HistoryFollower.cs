using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Models.Policy;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Keeps the history table up with both input topics: a consumer of its own over all partitions, without a group, so that an aborted
/// transaction has nothing to undo. What the scoring loop has decoded already is taken from it. Driven by the loop's thread; not
/// thread-safe.
/// </summary>
public sealed class HistoryFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan patience;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly FollowedLogs followed;
    private readonly HistoryIntake intake;
    private readonly TimeProvider time;
    private readonly List<TopicPartition> behind = [];
    private ConsumeResult<byte[], byte[]>? undecided;
    private int unreached;

    /// <param name="settings">Topics, names of the clients.</param>
    /// <param name="intake">Receives the records.</param>
    /// <param name="metrics">Counts what retention has cut.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="log">What an operator reads.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public HistoryFollower(ScorerSettings settings, HistoryIntake intake, ScorerMetrics metrics, TimeProvider time, ILogger log)
    {
        patience = settings.Clients.BrokerWait;
        this.intake = intake;
        this.time = time;
        var config = settings.Client.ForReading($"{settings.GroupId}-histories-{settings.Instance}");
        config.ClientId = settings.Instance + "-histories";
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.FetchWaitMaxMs = 50;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        var complaints = new ClientErrors("History consumer", log);
        consumer = settings.Clients.Consumer(config, complaints.Note);

        var bounds = new LogBounds(
            settings.Clients,
            settings.Client,
            config.ClientId + "-bounds",
            IsolationLevel.ReadCommitted,
            complaints.Note
        );
        followed = new FollowedLogs(settings, consumer, bounds, metrics, time, log) { Warn = (about, what) => Warn(about, what) };
        try
        {
            followed.AddNew(Table.NextOffsets);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The table that is kept up.</summary>
    public HistoryTable Table => intake.Table;

    /// <summary>What the table did not take as it came, for the windows.</summary>
    internal HistoryTally Dropped => intake.Dropped;

    /// <summary>Called after every record, so that a long reading is seen to move.</summary>
    public Action Progressed { get; init; } = () => { };

    /// <summary>Told what readers of the scores must know: about what, and in words.</summary>
    public Action<string, string> Warn { get; init; } = (_, _) => { };

    /// <summary>False while the table lacks a record that no dead letter tells of yet: saved now, it would take that record for one that
    /// was counted.</summary>
    public bool MaySave => intake.IsComplete;

    /// <summary>Reads everything that is in the logs now. Done once, before the scoring group is joined.</summary>
    /// <exception cref="TopicMadeAnewException">A log ends before what was read of it.</exception>
    public void ReadToEnd(CancellationToken stop) => Reach(Ends(), stop);

    /// <summary>
    /// Takes a record that the scoring loop has read, so that it is decoded once; left alone unless it is the next one of its partition.
    /// </summary>
    public void Take(ConsumeResult<byte[], byte[]> record, OrderDelivered order)
    {
        if (followed.Find(record.TopicPartition) is not { } partition || partition.Next != record.Offset.Value)
            return;
        intake.Count(order, record, partition.PositionOf(record.Offset.Value));
        partition.Next = record.Offset.Value + 1;
    }

    /// <summary>The same for one that the scoring loop dead-letters as invalid: it never enters a history, and stays refused when the loop
    /// reads it again.</summary>
    public void Refuse(ConsumeResult<byte[], byte[]> record, ContractException why)
    {
        intake.Refuse(record, why);
        if (followed.Find(record.TopicPartition) is { } partition && partition.Next == record.Offset.Value)
            partition.Next = record.Offset.Value + 1;
    }

    /// <summary>For a record that could be decoded.</summary>
    /// <exception cref="ContractException">The histories have refused it, or failed to count it, or the loop has refused it before: the
    /// verdict stays.</exception>
    public void ThrowIfRefused(ConsumeResult<byte[], byte[]> record) => intake.ThrowIfRefused(record);

    /// <summary>
    /// Whether a delivery counts where its record stands, or repeats one. One that was refused once, and can be decoded when the group's
    /// offsets were set back, stands in no history: it
    /// is judged by its place.
    /// </summary>
    public bool Accepts(OrderDelivered order, ConsumeResult<byte[], byte[]> record) => intake.Accepts(order, record);

    /// <summary>
    /// Returns when every partition has passed <paramref name="moment"/> or has been read to the end that it had when this was called,
    /// and the deliveries up to <paramref name="ends"/> (next offset per partition) have been observed.
    /// </summary>
    /// <exception cref="KafkaException">Nothing came for as long as an answer may take, although something must be there.</exception>
    public void CatchUp(LocalTime moment, IReadOnlyList<TopicPartitionOffset> ends, CancellationToken stop)
    {
        if (followed.IsLookDue || ends.Any(end => followed.Find(end.TopicPartition) is null))
            followed.AddNew(Table.NextOffsets);
        Reach(ends, stop);
        behind.Clear();
        foreach (var partition in followed.All)
            if (!HasPassed(partition, moment))
                behind.Add(partition.Partition);
        if (behind.Count > 0)
            Reach(followed.Ends(behind), stop, moment);
    }

    /// <summary>Reads what has already arrived, without waiting.</summary>
    /// <returns>How many records or end marks that were.</returns>
    public int Drain(int limit)
    {
        var read = 0;
        while (read < limit && TryRead(TimeSpan.Zero) is not null)
            read++;
        return read;
    }

    /// <summary>The present ends of all logs.</summary>
    /// <exception cref="KafkaException">The cluster does not say, or a log ends before what was read of it.</exception>
    public List<TopicPartitionOffset> Ends() => followed.Ends(followed.All.Select(partition => partition.Partition));

    /// <summary>True when every partition has passed <paramref name="moment"/> or was read up to its end of those given.</summary>
    public bool HasReached(IReadOnlyList<TopicPartitionOffset> ends, LocalTime moment) =>
        ends.All(end =>
            followed[end.TopicPartition] is var partition && (partition.Next >= end.Offset.Value || HasPassed(partition, moment))
        );

    /// <summary>Looks for partitions that were added, every half minute.</summary>
    public void FollowNewPartitionsIfDue()
    {
        if (followed.IsLookDue)
            followed.AddNew(Table.NextOffsets);
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        followed.Dispose();
        consumer.Dispose();
    }

    private void Reach(IEnumerable<TopicPartitionOffset> goals, CancellationToken stop, LocalTime? moment = null)
    {
        unreached = 0;
        foreach (var partition in followed.All)
            partition.Goal = null;
        foreach (var goal in goals)
        {
            var partition = followed[goal.TopicPartition];
            if (partition.Next >= goal.Offset.Value)
                continue;
            partition.Goal = goal.Offset.Value;
            unreached++;
        }

        var lastRead = time.GetTimestamp();
        while (unreached > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (TryRead(PollWait) is { Goal: { } goal } partition)
            {
                lastRead = time.GetTimestamp();
                if (partition.Next < goal && !(moment is { } passed && HasPassed(partition, passed)))
                    continue;
                partition.Goal = null;
                unreached--;
            }
            else if (time.GetElapsedTime(lastRead) > patience)
            {
                var late = followed.All.First(waiting => waiting.Goal is not null);
                throw new KafkaException(
                    new Error(
                        ErrorCode.Local_TimedOut,
                        $"histories: nothing came from {late.Partition} for {patience.TotalSeconds} s; "
                            + $"read to {late.Next}, written to {late.Goal}"
                    )
                );
            }
        }
    }

    private bool HasPassed(FollowedPartition partition, LocalTime moment) =>
        Table.HasPassed(partition.Log, partition.Partition.Partition.Value, moment);

    /// <returns>The partition that moved; null when nothing came.</returns>
    private FollowedPartition? TryRead(TimeSpan wait)
    {
        try
        {
            if ((undecided ?? consumer.Consume(wait)) is not { } record)
                return null;
            // until it is observed: a client that is asked to go back for the registry's sake may refuse, and would never give it again
            undecided = record;
            var partition = followed[record.TopicPartition];
            Observe(record, partition);
            undecided = null;
            Progressed();
            return partition;
        }
        catch (ConsumeException outOfRange) when (outOfRange.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            var partition = followed[outOfRange.ConsumerRecord.TopicPartition];
            followed.GoOnAfterCut(partition);
            return partition;
        }
    }

    private void Observe(ConsumeResult<byte[], byte[]> record, FollowedPartition partition)
    {
        if (record.IsPartitionEOF)
        {
            // Control records of transactions have offsets too, but are never consumed: only the end mark steps over them.
            partition.Next = Math.Max(partition.Next, record.Offset.Value);
            return;
        }

        if (record.Offset.Value < partition.Next)
            return; // the scoring loop was here first
        intake.Read(record, partition.PositionOf(record.Offset.Value));
        partition.Next = record.Offset.Value + 1;
    }
}
