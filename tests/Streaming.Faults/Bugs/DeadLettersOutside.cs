using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Scorer.Transactions;

namespace Streaming.Faults.Bugs;

/// <summary>Sends dead letters by a plain producer, outside the transaction: when the batch is read again they are sent again.</summary>
internal sealed class DeadLettersOutside(IBatchOutput output, ClientConfig client) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly IProducer<byte[], byte[]> outside = new ProducerBuilder<byte[], byte[]>(client.ForProducer()).Build();

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        foreach (var record in records.Where(IsDeadLetter))
            outside.Produce(new TopicPartition(record.Topic, record.Partition ?? Partition.Any), record.Message);
        outside.Flush(BrokerWait);
        output.Commit([.. records.Where(record => !IsDeadLetter(record))], inputs, group);
    }

    public void Recover() => output.Recover();

    public void Dispose()
    {
        outside.Dispose();
        output.Dispose();
    }

    private static bool IsDeadLetter(OutgoingRecord record) => record.Topic == Topics.OrderDeliveredDeadLetters.Name;
}
