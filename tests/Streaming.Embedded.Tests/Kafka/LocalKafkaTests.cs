using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>The real broker: the common contract, and the guarantees that only it gives.</summary>
public sealed class LocalKafkaTests(KafkaFixture fixture) : BrokerContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task it_calls_itself_exactly_once()
    {
        var broker = await BrokerAsync();
        Assert.Equal(KafkaGuarantee.ExactlyOnce, broker.Guarantee);
        Assert.Contains("exactly once", broker.Description, StringComparison.Ordinal);
        Assert.True(broker.SupportsAdmin);
    }

    [Fact]
    public async Task it_hides_aborted_records_from_read_committed_only()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 1));
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 2));
        producer.CommitTransaction(Patience);

        Assert.Equal([2], All(kafka, topic, IsolationLevel.ReadCommitted));
        Assert.Equal([1, 2], All(kafka, topic, IsolationLevel.ReadUncommitted));
    }

    [Fact]
    public async Task it_hides_an_open_transaction_until_it_commits()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 1));
        Assert.Empty(All(kafka, topic, IsolationLevel.ReadCommitted));
        Assert.Equal([1], All(kafka, topic, IsolationLevel.ReadUncommitted));
        producer.CommitTransaction(Patience);
        Assert.Equal([1], All(kafka, topic, IsolationLevel.ReadCommitted));
    }

    [Fact]
    public async Task it_fences_an_outdated_producer()
    {
        var (kafka, topic) = await TopicAsync(1);
        var id = Unique.Name("writer");
        using var outdated = kafka.Transactional(id);
        outdated.BeginTransaction();
        await outdated.ProduceAsync(topic, KafkaClients.Record("key", 1));

        using var current = kafka.Transactional(id);
        var refusal = Assert.ThrowsAny<KafkaException>(() => outdated.CommitTransaction(Patience));
        Assert.True(refusal.Error.IsFatal);
        Assert.Equal(ErrorCode.Local_Fenced, refusal.Error.Code);
        Assert.Empty(All(kafka, topic, IsolationLevel.ReadCommitted));
    }

    [Fact]
    public async Task it_keeps_positions_of_committed_transactions_and_drops_those_of_aborted_ones()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var consumer = kafka.Consumer(Unique.Name("group"));
        using var producer = kafka.Transactional(Unique.Name("writer"));
        foreach (var (position, commit) in new[] { (1, true), (2, false) })
        {
            producer.BeginTransaction();
            await producer.ProduceAsync(topic, KafkaClients.Record("key", position));
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, position)], consumer.ConsumerGroupMetadata, Patience);
            if (commit)
                producer.CommitTransaction(Patience);
            else
                producer.AbortTransaction(Patience);
        }

        Assert.Equal(1, consumer.Committed([new TopicPartition(topic, 0)], Patience)[0].Offset.Value);
    }

    [Fact]
    public async Task topics_get_the_cleanup_and_retention_of_the_table()
    {
        var broker = await BrokerAsync();
        var kept = new Topic(Unique.Name("kept"), "", null, TopicCleanup.Delete, TimeSpan.FromDays(400), false, null, 2);
        var compacted = new Topic(Unique.Name("compacted"), "", null, TopicCleanup.Compact, null, false, null, 2);
        await broker.EnsureTopicsAsync([kept, compacted], 2);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var described = await admin.DescribeConfigsAsync([
            new() { Type = ResourceType.Topic, Name = kept.Name },
            new() { Type = ResourceType.Topic, Name = compacted.Name },
        ]);
        Assert.Equal(("delete", "34560000000"), (described[0].Entries["cleanup.policy"].Value, described[0].Entries["retention.ms"].Value));
        Assert.Equal("compact", described[1].Entries["cleanup.policy"].Value);
    }

    protected override Task<IKafkaBroker> BrokerAsync() => fixture.LocalBrokerAsync();

    private static List<int> All(KafkaClients kafka, string topic, IsolationLevel isolation)
    {
        using var consumer = kafka.Consumer("unused", isolation);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        return KafkaClients.ReadToEnd(consumer, Patience);
    }
}
