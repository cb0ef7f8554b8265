using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Logs;

/// <summary>
/// Reads partitions, of one topic or several, without a group: up to ends that were asked for once (<see cref="ReadToEnd"/>), or on and on
/// as records come (<see cref="Poll"/>). Committed records only. Knows of each partition which offset comes next, also behind the marks of
/// transactions, which have offsets and are never read. For one thread.
/// </summary>
public sealed class TopicReader : IDisposable
{
    private readonly TopicReaderOptions options;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly LogBounds own;
    private readonly Dictionary<TopicPartition, ReadPosition> positions = [];
    private LogBounds? beside;
    private ConsumeResult<byte[], byte[]>? pending;
    private int unread;

    public TopicReader(TopicReaderOptions options)
    {
        this.options = options;
        var config = options.Client.ForReading(options.Name);
        config.ClientId = options.ClientId ?? config.ClientId;
        if (options.OnCut is not null)
            config.AutoOffsetReset = AutoOffsetReset.Error;
        options.Tune(config);
        consumer = options.Clients.Consumer(config, options.Complain);
        own = new LogBounds(options.Clients, consumer);
    }

    /// <summary>Partitions that are read at present: one that was read to its given end is none of them any more.</summary>
    public IReadOnlyCollection<TopicPartition> Partitions => positions.Keys;

    /// <summary>Whether every partition was read to its end at least once.</summary>
    public bool HasReachedEnds => unread == 0;

    /// <summary>Whether nothing is left to read at present.</summary>
    public bool IsAtEnd => positions.Values.All(position => position.IsAtEnd);

    /// <summary>Whether the partition is read at present.</summary>
    public bool IsReading(TopicPartition partition) => positions.ContainsKey(partition);

    /// <summary>The offset to read next of a partition that is read.</summary>
    public long NextOf(TopicPartition partition) => positions[partition].Next;

    /// <summary>Which partitions a topic has now.</summary>
    /// <exception cref="KafkaException">There is no such topic, or nobody answers; the message names the topic.</exception>
    public List<TopicPartition> PartitionsOf(string topic) => [.. options.Clients.PartitionsOf(topic, consumer)];

    /// <summary>The same; none when there is no such topic.</summary>
    /// <exception cref="KafkaException">Nobody answers.</exception>
    public List<TopicPartition> FindPartitions(string topic)
    {
        try
        {
            return PartitionsOf(topic);
        }
        catch (KafkaException missing) when (missing.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            return [];
        }
    }

    /// <summary>Where the partitions end now; what comes later is left to the next question.</summary>
    /// <exception cref="KafkaException">The cluster does not say; the message names the partition.</exception>
    public List<TopicPartitionOffset> Ends(IEnumerable<TopicPartition> partitions) => Bounds.Ends(partitions);

    /// <summary>Reads these partitions as well, from the given offsets or from <see cref="Offset.Beginning"/>.</summary>
    public void Add(IEnumerable<TopicPartitionOffset> starts)
    {
        var added = starts.ToList();
        if (added.Count == 0)
            return;
        consumer.IncrementalAssign(added);
        foreach (var start in added)
            positions.Add(start.TopicPartition, new ReadPosition(Math.Max(start.Offset.Value, 0)));
        unread += added.Count;
    }

    /// <summary>Reads these partitions as well, each from its beginning up to an end and no further.</summary>
    /// <param name="ends">The offset behind the last that is wanted. A partition that ends at 0 has nothing to read.</param>
    public void AddUpTo(IEnumerable<TopicPartitionOffset> ends)
    {
        var wanted = ends.Where(end => end.Offset.Value > 0).ToList();
        Add(wanted.Select(end => new TopicPartitionOffset(end.TopicPartition, Offset.Beginning)));
        foreach (var end in wanted)
            positions[end.TopicPartition].End = end.Offset.Value;
    }

    /// <summary>The records of these partitions from their beginnings up to the given ends, partitions interleaved as they come. For a
    /// reader that reads nothing else.</summary>
    /// <inheritdoc cref="ReadNext" path="/exception"/>
    public IEnumerable<ConsumeResult<byte[], byte[]>> ReadToEnd(IEnumerable<TopicPartitionOffset> ends, CancellationToken stop)
    {
        AddUpTo(ends);
        while (positions.Count > 0)
            if (ReadNext(stop) is { } record)
                yield return record;
    }

    /// <summary>Waits until a record comes or a partition has been read to its end.</summary>
    /// <returns>The record; null when a partition has come to its end.</returns>
    /// <exception cref="KafkaException">Nothing came for <see cref="TopicReaderOptions.Patience"/>: the cluster is away. The message names
    /// a partition, how far it was read and how far it was written.</exception>
    /// <exception cref="TopicMadeAnewException">A log ends before the end that was given.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public ConsumeResult<byte[], byte[]>? ReadNext(CancellationToken stop)
    {
        long? waitingSince = null;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (Peek(options.PollWait) is { } next)
                return Pass(next) ? next : null;

            waitingSince ??= options.Time.GetTimestamp();
            if (options.Time.GetElapsedTime(waitingSince.Value) > options.Patience)
                throw Unfinished();
        }
    }

    /// <summary>What comes next, and on behind it: a record, or the mark that a partition is read to its end; null when nothing came in
    /// time.</summary>
    /// <exception cref="TopicMadeAnewException">A log ends before what was read of it.</exception>
    /// <exception cref="KafkaException">A partition cannot be read.</exception>
    public ConsumeResult<byte[], byte[]>? Poll(TimeSpan wait)
    {
        var next = Peek(wait);
        if (next is not null)
            Advance();
        return next;
    }

    /// <summary>The same, and again until <see cref="Advance"/>: for a record whose reading may fail for a reason that passes.</summary>
    /// <inheritdoc cref="Poll" path="/exception"/>
    public ConsumeResult<byte[], byte[]>? Peek(TimeSpan wait)
    {
        if (pending is not null)
            return pending;
        try
        {
            return pending = consumer.Consume(wait);
        }
        catch (ConsumeException outOfRange) when (outOfRange.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            GoOnAfterCut(outOfRange.ConsumerRecord.TopicPartition);
            return null;
        }
    }

    /// <summary>Steps over what <see cref="Peek"/> gave.</summary>
    public void Advance()
    {
        if (pending is { } next)
            Pass(next);
    }

    /// <summary>Gives everything to <paramref name="take"/> until every partition has been read to its end once, however long that
    /// takes.</summary>
    /// <inheritdoc cref="Poll" path="/exception"/>
    public void ReadAll(Action<ConsumeResult<byte[], byte[]>> take, CancellationToken stop)
    {
        while (!HasReachedEnds)
        {
            stop.ThrowIfCancellationRequested();
            if (Peek(options.PollWait) is not { } next)
                continue;
            take(next);
            Advance();
        }
    }

    /// <summary>Gives everything to <paramref name="take"/>, of other partitions too, until these are read to the given ends.</summary>
    /// <inheritdoc cref="ReadNext" path="/exception"/>
    public void CatchUp(IEnumerable<TopicPartitionOffset> ends, Action<ConsumeResult<byte[], byte[]>> take, CancellationToken stop)
    {
        var behind = ends.ToList();
        var movedAt = options.Time.GetTimestamp();
        while (true)
        {
            behind.RemoveAll(end => NextOf(end.TopicPartition) >= end.Offset.Value);
            if (behind.Count == 0)
                return;
            stop.ThrowIfCancellationRequested();
            var next = Peek(options.PollWait);
            if (next is not null)
            {
                take(next);
                Advance();
            }

            // Only what is waited for counts as progress: other partitions may go on for ever while one hangs.
            if (next is not null && behind.Exists(end => end.TopicPartition == next.TopicPartition))
                movedAt = options.Time.GetTimestamp();
            else if (options.Time.GetElapsedTime(movedAt) > options.Patience)
                throw Silent(behind[0]);
        }
    }

    /// <summary>Lets nothing of a partition come until <see cref="Resume"/>; what was read already stays.</summary>
    public void Pause(TopicPartition partition) => consumer.Pause([partition]);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume(TopicPartition partition) => consumer.Resume([partition]);

    public void Dispose()
    {
        beside?.Dispose();
        own.Dispose();
        consumer.Dispose();
    }

    /// <summary>On a connection of its own once this reader's may wait for news.</summary>
    private LogBounds Bounds =>
        positions.Count == 0 && options.Ends == IsolationLevel.ReadCommitted
            ? own
            : beside ??= new LogBounds(
                options.Clients,
                options.Client,
                (options.ClientId ?? options.Name) + "-bounds",
                options.Ends,
                options.Complain
            );

    /// <returns>Whether it is a record, and one that is wanted.</returns>
    private bool Pass(ConsumeResult<byte[], byte[]> next)
    {
        pending = null;
        var partition = next.TopicPartition;
        if (!positions.TryGetValue(partition, out var position))
            return false; // it came to its end before
        var isWanted = !next.IsPartitionEOF && !(next.Offset.Value >= position.End);
        var hadReachedEnd = position.HasReachedEnd;
        position.Pass(next);
        var isDone = position.Next >= position.End;
        if (!hadReachedEnd && (isDone || position.HasReachedEnd))
            unread--;
        if (isDone)
            Remove(partition);
        return isWanted;
    }

    private void Remove(TopicPartition partition)
    {
        positions.Remove(partition);
        consumer.IncrementalUnassign([partition]);
    }

    /// <summary>A log never becomes shorter: one that lacks an offset and was not cut is another.</summary>
    private void GoOnAfterCut(TopicPartition partition)
    {
        if (!positions.TryGetValue(partition, out var position))
            return; // it came to its end before
        var first = Bounds.Beginnings([partition]).Single().Offset.Value;
        if (first <= position.Next)
            throw MadeAnew(partition, $"has no offset {position.Next} any more");
        options.OnCut?.Invoke(new LogCut(partition, position.Next, first));
        // Assigned anew: the client has given the partition up and says so only once.
        consumer.IncrementalUnassign([partition]);
        consumer.IncrementalAssign([new TopicPartitionOffset(partition, first)]);
        position.Next = first;
    }

    /// <summary>A log may end too soon for a moment, while another broker takes it over; not for so long.</summary>
    private KafkaException Unfinished()
    {
        var (partition, position) = positions.First(position => position.Value.End is not null);
        return position.IsAtEnd
            ? MadeAnew(partition, $"ends at offset {position.Next}, and was written to {position.End}")
            : Silent(new TopicPartitionOffset(partition, position.End ?? position.Next));
    }

    private static TopicMadeAnewException MadeAnew(TopicPartition partition, string seen) =>
        new(
            $"{partition.Topic} partition {partition.Partition.Value} {seen}: "
                + "the topic was deleted and made anew, or the cluster has lost records"
        );

    private KafkaException Silent(TopicPartitionOffset late) =>
        new(
            new Error(
                ErrorCode.Local_TimedOut,
                $"{options.Name}: nothing came from {late.TopicPartition} for {options.Patience.TotalSeconds:0.#} s; "
                    + $"read to {NextOf(late.TopicPartition)}, written to {late.Offset}"
            )
        );
}
