using System.Buffers.Binary;
using System.Collections.Concurrent;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Fuzz.Service;

/// <summary>Every record that was acknowledged on <c>order-delivered</c>, and what became of it as a reader with read_committed sees it.
/// Safe to use from any thread.</summary>
internal sealed class SentRecords(string bootstrapServers, ISchemaRegistry registry, EntranceReport report)
{
    /// <summary>Marks what this program itself sent to an output topic.</summary>
    public const string OwnHeader = "fuzz";

    private const string OriginalTopic = "kafka_dlt-original-topic";
    private const string OriginalPartition = "kafka_dlt-original-partition";
    private const string OriginalOffset = "kafka_dlt-original-offset";

    private readonly ConcurrentDictionary<(int Partition, long Offset), bool> waiting = new();
    private readonly ConcurrentDictionary<(int Partition, long Offset), string> done = new();
    private readonly AvroDeserializer<SatisfactionScored> deserializer = new(registry);
    private long scored;
    private long deadLettered;

    public int Waiting => waiting.Count;

    public long Scored => Interlocked.Read(ref scored);

    public long DeadLettered => Interlocked.Read(ref deadLettered);

    /// <summary>Acknowledged. Its outcome may have been read before.</summary>
    public void Sent(int partition, long offset)
    {
        if (!done.ContainsKey((partition, offset)))
            waiting.TryAdd((partition, offset), true);
        if (done.ContainsKey((partition, offset)))
            waiting.TryRemove((partition, offset), out _);
    }

    /// <summary>Reads both output topics until told to stop.</summary>
    public void Follow(CancellationToken stop)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "fuzz-reader",
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        consumer.Subscribe([Topics.SatisfactionScored.Name, Topics.OrderDeliveredDeadLetters.Name]);
        while (!stop.IsCancellationRequested)
        {
            if (
                consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: { } message } record
                && !(message.Headers?.TryGetLastBytes(OwnHeader, out _) ?? false)
            )
                Take(record);
        }

        consumer.Close();
    }

    private void Take(ConsumeResult<byte[], byte[]> record)
    {
        if (record.Topic == Topics.SatisfactionScored.Name)
        {
            var score = deserializer.Deserialize(
                record.Message.Value,
                false,
                new SerializationContext(MessageComponentType.Value, record.Topic)
            );
            Interlocked.Increment(ref scored);
            if (double.IsNaN(score.Probability) || score.Probability is < 0 or > 1)
                report.Find($"order '{score.OrderId}' has the probability {score.Probability}");
            Done(score.InputPartition, score.InputOffset, "scored");
            return;
        }

        var headers = record.Message.Headers;
        if (!headers.TryGetLastBytes(OriginalTopic, out _))
            return;
        Interlocked.Increment(ref deadLettered);
        Done(
            BinaryPrimitives.ReadInt32BigEndian(headers.GetLastBytes(OriginalPartition)),
            BinaryPrimitives.ReadInt64BigEndian(headers.GetLastBytes(OriginalOffset)),
            "dead-lettered"
        );
    }

    private void Done(int partition, long offset, string how)
    {
        if (!done.TryAdd((partition, offset), how))
            report.Find($"order-delivered partition {partition} offset {offset} was {done[(partition, offset)]} and then {how}");
        waiting.TryRemove((partition, offset), out _);
    }
}
