using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>What both kinds of broker do, so that the same program runs on either.</summary>
public abstract class BrokerContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task records_of_one_key_come_back_in_order()
    {
        var (kafka, topic) = await TopicAsync(3);
        using var producer = kafka.Producer();
        for (var i = 0; i < 50; i++)
            producer.Produce(topic, KafkaClients.Record("key", i));
        producer.Flush(Patience);

        using var consumer = kafka.Consumer(Unique.Name("group"));
        consumer.Subscribe(topic);
        Assert.Equal(Enumerable.Range(0, 50), KafkaClients.Read(consumer, 50, Patience).Select(record => record.Message.Value));
    }

    [Fact]
    public async Task two_cooperative_members_share_the_partitions_and_the_rest_inherits()
    {
        var (kafka, topic) = await TopicAsync(4);
        var group = Unique.Name("group");
        using var first = kafka.Consumer(group);
        using var second = kafka.Consumer(group);
        first.Subscribe(topic);
        await Wait.Until(() => Owned(first) == 4, Patience);
        second.Subscribe(topic);
        await Wait.Until(() => Owned(first) == 2 & Owned(second) == 2, Patience);
        second.Close();
        await Wait.Until(() => Owned(first) == 4, Patience);
    }

    [Fact]
    public async Task a_committed_position_is_where_the_next_member_begins()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Producer();
        for (var i = 0; i < 10; i++)
            producer.Produce(topic, KafkaClients.Record("key", i));
        producer.Flush(Patience);
        var group = Unique.Name("group");
        using (var first = kafka.Consumer(group))
        {
            first.Subscribe(topic);
            first.Commit(KafkaClients.Read(first, 6, Patience)[^1]);
            first.Close();
        }

        using var second = kafka.Consumer(group);
        second.Subscribe(topic);
        Assert.Equal(6, KafkaClients.Read(second, 1, Patience)[0].Message.Value);
    }

    [Fact]
    public async Task a_transaction_with_records_and_positions_is_taken_and_read()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var consumer = kafka.Consumer(Unique.Name("group"));
        using var producer = kafka.Transactional(Unique.Name("writer"));
        for (var batch = 0; batch < 3; batch++)
        {
            producer.BeginTransaction();
            producer.Produce(topic, KafkaClients.Record("key", batch));
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, batch + 1)], consumer.ConsumerGroupMetadata, Patience);
            producer.CommitTransaction(Patience);
        }

        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal([0, 1, 2], KafkaClients.Read(consumer, 3, Patience).Select(record => record.Message.Value));
    }

    [Fact]
    public async Task after_an_abort_the_producer_goes_on()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        producer.Produce(topic, KafkaClients.Record("key", 1));
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        producer.Produce(topic, KafkaClients.Record("key", 2));
        producer.CommitTransaction(Patience);

        using var consumer = kafka.Consumer(Unique.Name("group"));
        consumer.Subscribe(topic);
        await Wait.Until(() => consumer.Consume(TimeSpan.FromMilliseconds(100))?.Message.Value == 2, Patience);
    }

    [Fact]
    public async Task the_ends_of_many_logs_are_one_question()
    {
        var (kafka, topic) = await TopicAsync(6);
        using var producer = kafka.Producer();
        for (var partition = 0; partition < 6; partition++)
        {
            for (var i = 0; i < partition; i++)
                producer.Produce(new TopicPartition(topic, partition), KafkaClients.Record("key", i));
        }

        producer.Flush(Patience);
        using var consumer = kafka.Consumer(Unique.Name("group"));
        var end = new Timestamp(Offset.End.Value, TimestampType.NotAvailable);
        var ends = consumer.OffsetsForTimes(
            Enumerable.Range(0, 6).Select(partition => new TopicPartitionTimestamp(topic, partition, end)),
            Patience
        );
        Assert.Equal([0, 1, 2, 3, 4, 5], ends.OrderBy(one => one.Partition.Value).Select(one => one.Offset.Value));
    }

    [Fact]
    public async Task a_reader_without_a_group_begins_and_seeks_where_it_likes()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Producer();
        for (var i = 0; i < 10; i++)
            producer.Produce(topic, KafkaClients.Record("key", i));
        producer.Flush(Patience);

        using var consumer = kafka.Consumer("unused");
        consumer.Assign(new TopicPartitionOffset(topic, 0, 4));
        Assert.Equal(4, KafkaClients.Read(consumer, 1, Patience)[0].Message.Value);
        consumer.Seek(new TopicPartitionOffset(topic, 0, 1));
        Assert.Equal([1, 2], KafkaClients.Read(consumer, 2, Patience).Select(record => record.Message.Value));
    }

    [Fact]
    public async Task the_end_of_a_log_written_in_transactions_is_told_by_an_event_not_by_the_position()
    {
        var (kafka, topic) = await TopicAsync(1);
        using (var producer = kafka.Transactional(Unique.Name("writer")))
        {
            producer.BeginTransaction();
            producer.Produce(topic, KafkaClients.Record("key", 1));
            producer.CommitTransaction(Patience);
        }

        using var consumer = kafka.Consumer("unused");
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var record = KafkaClients.Read(consumer, 1, Patience)[0];
        Assert.Equal(1, record.Offset.Value + 1);
        ConsumeResult<string, int>? end = null;
        await Wait.Until(() => (end = consumer.Consume(TimeSpan.FromMilliseconds(100)))?.IsPartitionEOF == true, Patience);
        Assert.Equal(2, end!.Offset.Value); // the marker of the commit has an offset too
    }

    [Fact]
    public async Task topics_are_created_once_with_the_partitions_asked_for()
    {
        var broker = await BrokerAsync();
        var topic = KafkaClients.Topic(Unique.Name("table"));
        Assert.Equal([topic.Name], await broker.EnsureTopicsAsync([topic], 5));
        Assert.Empty(await broker.EnsureTopicsAsync([topic], 5));
        using var consumer = new KafkaClients(broker).Consumer("unused");
        var ends = Enumerable
            .Range(0, 5)
            .Select(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic.Name, partition), Patience).High.Value);
        Assert.Equal([0, 0, 0, 0, 0], ends);
        Assert.Throws<KafkaException>(() => consumer.QueryWatermarkOffsets(new TopicPartition(topic.Name, 5), TimeSpan.FromSeconds(1)));
    }

    /// <summary>The broker under test, shared by the class.</summary>
    protected abstract Task<IKafkaBroker> BrokerAsync();

    private static int Owned(IConsumer<string, int> consumer)
    {
        consumer.Consume(TimeSpan.FromMilliseconds(50));
        return consumer.Assignment.Count;
    }

    private protected async Task<(KafkaClients Kafka, string Topic)> TopicAsync(int partitions)
    {
        var broker = await BrokerAsync();
        var topic = Unique.Name("records");
        await broker.EnsureTopicsAsync([KafkaClients.Topic(topic)], partitions);
        return (new KafkaClients(broker), topic);
    }
}
