using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Logs;

/// <summary>
/// Fetches single records by their places. Over a client that its owner has made for reading (<see cref="ClientSettings.ForReading"/>) and
/// reads nothing else with meanwhile. For one thread.
/// </summary>
/// <param name="consumer">Assigned to what is looked up; stays its owner's.</param>
/// <param name="patience">How long nothing may come.</param>
/// <param name="time">Measures it.</param>
public sealed class RecordLookup(IConsumer<byte[], byte[]> consumer, TimeSpan patience, TimeProvider time)
{
    /// <summary>Up to so many offsets are passed by reading: going to a place costs a fetch.</summary>
    private const int PassedByReading = 200;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);

    /// <summary>The record at a place; null where none is: retention has removed it, or nothing was ever there.</summary>
    /// <inheritdoc cref="At(TopicPartition, IEnumerable{long}, CancellationToken)" path="/exception"/>
    public ConsumeResult<byte[], byte[]>? At(TopicPartitionOffset place, CancellationToken stop) =>
        At(place.TopicPartition, [place.Offset.Value], stop).Single();

    /// <summary>The records at these offsets, each null where none is.</summary>
    /// <param name="partition">Where they are.</param>
    /// <param name="offsets">Rising.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="KafkaException">The cluster gives nothing in time, or has no such partition.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public IEnumerable<ConsumeResult<byte[], byte[]>?> At(TopicPartition partition, IEnumerable<long> offsets, CancellationToken stop)
    {
        try
        {
            long? next = null;
            foreach (var wanted in offsets)
            {
                if (next is not { } at || wanted < at || wanted - at > PassedByReading)
                    consumer.Assign(new TopicPartitionOffset(partition, wanted));
                var found = Find(partition, wanted, stop);
                next = found is null ? null : wanted + 1;
                yield return found;
            }
        }
        finally
        {
            consumer.Unassign();
        }
    }

    /// <summary>
    /// The first record at or behind each place, of those that come within the patience; null for a place behind which only marks of
    /// transactions are left. A place that did not answer in time is missing.
    /// </summary>
    /// <exception cref="KafkaException">A partition cannot be read.</exception>
    public Dictionary<TopicPartition, ConsumeResult<byte[], byte[]>?> FirstFrom(IReadOnlyCollection<TopicPartitionOffset> places)
    {
        var found = new Dictionary<TopicPartition, ConsumeResult<byte[], byte[]>?>();
        if (places.Count == 0)
            return found;
        consumer.Assign(places);
        var startedAt = time.GetTimestamp();
        while (found.Count < places.Count && time.GetElapsedTime(startedAt) <= patience)
            if (consumer.Consume(PollWait) is { } record)
                found.TryAdd(record.TopicPartition, record.IsPartitionEOF ? null : record);
        consumer.Unassign();
        return found;
    }

    private ConsumeResult<byte[], byte[]>? Find(TopicPartition partition, long wanted, CancellationToken stop)
    {
        var lastRead = time.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                if (consumer.Consume(PollWait) is { } record)
                {
                    if (record.Offset.Value >= wanted)
                        return record.IsPartitionEOF || record.Offset.Value > wanted ? null : record;
                    lastRead = time.GetTimestamp();
                }
            }
            catch (ConsumeException outOfRange) when (outOfRange.Error.Code == ErrorCode.Local_AutoOffsetReset)
            {
                return null;
            }

            if (time.GetElapsedTime(lastRead) > patience)
                throw new KafkaException(
                    new Error(
                        ErrorCode.Local_TimedOut,
                        $"{partition.Topic} partition {partition.Partition.Value} offset {wanted} did not come within "
                            + $"{patience.TotalSeconds:0.#} s"
                    )
                );
        }
    }
}
