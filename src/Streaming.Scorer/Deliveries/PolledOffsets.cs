using System.Runtime.InteropServices;
using Confluent.Kafka;
using Streaming.Kafka.Logs;

namespace Streaming.Scorer.Deliveries;

/// <summary>
/// The offset polled last of each partition of the deliveries that is ours. The client's position never moves back while a partition stays
/// with it, so an offset that does is of another topic under the same name. For one thread.
/// </summary>
internal sealed class PolledOffsets
{
    private readonly Dictionary<int, long> last = [];

    /// <summary>These partitions were given or taken away: what comes of them next may begin anywhere.</summary>
    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
            last.Remove(partition.Partition.Value);
    }

    /// <exception cref="TopicMadeAnewException">The offset was passed before.</exception>
    public void Note(ConsumeResult<byte[], byte[]> polled)
    {
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(last, polled.Partition.Value, out var isKnown);
        if (isKnown && polled.Offset.Value <= before)
        {
            throw new TopicMadeAnewException(
                $"{polled.Topic} partition {polled.Partition.Value} gave offset {polled.Offset.Value} after offset {before}: "
                    + $"the topic was deleted and made anew, or the cluster has lost records"
            );
        }

        before = polled.Offset.Value;
    }
}
