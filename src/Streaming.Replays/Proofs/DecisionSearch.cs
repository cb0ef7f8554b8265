using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer;
using Streaming.Scorer.Faults;

namespace Streaming.Replays.Proofs;

/// <summary>Finds published decisions by reading all of <c>satisfaction-scored</c> that is committed now. A found record that is no
/// decision is left out and named.</summary>
/// <exception cref="RegistryUnavailableException">Thrown by every method; may pass.</exception>
/// <exception cref="KafkaException">Thrown by every method when the topic is missing or the broker does not answer.</exception>
public sealed class DecisionSearch(ScorerSettings settings, ISchemaRegistry registry)
{
    private readonly AvroDeserializer<SatisfactionScored> deserializer = new(registry);

    /// <summary>Found records that are no decisions.</summary>
    public LeftOutRecords LeftOut { get; } = new();

    /// <summary>Every decision about the order, in the order of the log: of all versions, and redriven ones.</summary>
    public IReadOnlyList<StoredDecision> ByOrder(string orderId, CancellationToken stop)
    {
        var key = Encoding.UTF8.GetBytes(orderId);
        return [.. Read(stop).Where(record => record.Message.Key.AsSpan().SequenceEqual(key)).Select(Decode).OfType<StoredDecision>()];
    }

    /// <summary>So many decisions, each of all as likely as any other; fewer when there are fewer. The same log and seed give the same
    /// ones.</summary>
    public IReadOnlyList<StoredDecision> Sample(int count, long seed, CancellationToken stop)
    {
        // By a hash of its place, not by a draw as it comes: partitions come interleaved as they please.
        var chosen = new PriorityQueue<ConsumeResult<byte[], byte[]>, ulong>(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        foreach (var record in Read(stop))
        {
            var rank = Rank(record, seed);
            if (chosen.Count < count)
                chosen.Enqueue(record, rank);
            else
                chosen.EnqueueDequeue(record, rank);
        }

        return
        [
            .. chosen
                .UnorderedItems.Select(item => item.Element)
                .OrderBy(record => record.Partition.Value)
                .ThenBy(record => record.Offset.Value)
                .Select(Decode)
                .OfType<StoredDecision>(),
        ];
    }

    /// <summary>splitmix64 over seed, partition and offset.</summary>
    private static ulong Rank(ConsumeResult<byte[], byte[]> record, long seed)
    {
        var mixed = (ulong)seed;
        foreach (var part in (ReadOnlySpan<ulong>)[(ulong)record.Partition.Value, (ulong)record.Offset.Value])
        {
            mixed = (mixed ^ part) + 0x9e37_79b9_7f4a_7c15;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
            mixed ^= mixed >> 31;
        }

        return mixed;
    }

    private StoredDecision? Decode(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            var context = new SerializationContext(MessageComponentType.Value, record.Topic);
            return new StoredDecision(
                deserializer.Deserialize(record.Message.Value, record.Message.Value is null, context),
                record.TopicPartitionOffset
            );
        }
        catch (ContractException broken)
        {
            LeftOut.Note(record.TopicPartitionOffset, $"it is no decision: {broken.Message}");
            return null;
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            LeftOut.Note(record.TopicPartitionOffset, unexpected);
            return null;
        }
    }

    private IEnumerable<ConsumeResult<byte[], byte[]>> Read(CancellationToken stop)
    {
        using var reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = $"{settings.GroupId}-proof-{Guid.NewGuid():N}",
                Clients = settings.Clients,
            }
        );
        foreach (var record in reader.ReadToEnd(reader.Ends(reader.PartitionsOf(settings.NameOf(Topics.SatisfactionScored))), stop))
            yield return record;
    }
}
