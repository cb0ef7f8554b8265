using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>The mock cluster: the common contract, and the limits that its description admits. When one of these tests fails, the limit is
/// gone.</summary>
public sealed class MockKafkaTests(MockKafkaFixture fixture) : BrokerContract, IClassFixture<MockKafkaFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task it_calls_itself_at_least_once()
    {
        var broker = await BrokerAsync();
        Assert.Equal(KafkaGuarantee.AtLeastOnce, broker.Guarantee);
        Assert.Contains("at least once", broker.Description, StringComparison.Ordinal);
        Assert.False(broker.SupportsAdmin);
        Assert.StartsWith("127.0.0.1:", broker.BootstrapServers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task it_shows_aborted_records_even_to_read_committed()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 1));
        producer.AbortTransaction(Patience);

        using var consumer = kafka.Consumer("unused");
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal([1], KafkaClients.ReadToEnd(consumer, Patience));
    }

    [Fact]
    public async Task it_shows_records_of_an_open_transaction()
    {
        var (kafka, topic) = await TopicAsync(1);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 1));

        using var consumer = kafka.Consumer("unused");
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal([1], KafkaClients.ReadToEnd(consumer, Patience));
        producer.AbortTransaction(Patience);
    }

    [Fact]
    public async Task it_does_not_fence_an_outdated_producer()
    {
        var (kafka, topic) = await TopicAsync(1);
        var id = Unique.Name("writer");
        using var outdated = kafka.Transactional(id);
        using var current = kafka.Transactional(id);
        outdated.BeginTransaction();
        await outdated.ProduceAsync(topic, KafkaClients.Record("key", 1));
        outdated.CommitTransaction(Patience);
    }

    [Fact]
    public async Task it_takes_positions_in_a_transaction_and_forgets_them()
    {
        var (kafka, topic) = await TopicAsync(1);
        var group = Unique.Name("group");
        using var consumer = kafka.Consumer(group);
        using var producer = kafka.Transactional(Unique.Name("writer"));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, KafkaClients.Record("key", 1));
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 1)], consumer.ConsumerGroupMetadata, Patience);
        producer.CommitTransaction(Patience);
        Assert.Equal(Offset.Unset, consumer.Committed([new TopicPartition(topic, 0)], Patience)[0].Offset);

        // The plain way is kept: whoever must find its place again on the mock commits that way as well.
        consumer.Commit([new TopicPartitionOffset(topic, 0, 1)]);
        Assert.Equal(1, consumer.Committed([new TopicPartition(topic, 0)], Patience)[0].Offset.Value);
    }

    [Fact]
    public async Task it_drops_the_oldest_records_past_five_mebibytes_and_a_reader_left_behind_is_told()
    {
        const int Records = 1500;
        const int Bytes = 8 * 1024;
        var (kafka, topic) = await TopicAsync(1);
        var settings = new ProducerConfig { BootstrapServers = (await BrokerAsync()).BootstrapServers, LingerMs = 5 };
        using var writer = new ProducerBuilder<Null, byte[]>(settings).Build();
        for (var i = 0; i < Records; i++)
            writer.Produce(topic, new Message<Null, byte[]> { Value = new byte[Bytes] });
        writer.Flush(Patience);

        using var consumer = kafka.Consumer("unused", reset: AutoOffsetReset.Error);
        var kept = consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience);
        Assert.Equal(Records, kept.High.Value);
        Assert.InRange((kept.High.Value - kept.Low.Value) * Bytes, MockKafka.BytesKeptPerPartition / 2, MockKafka.BytesKeptPerPartition);

        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var loss = Assert.Throws<ConsumeException>(() => KafkaClients.Read(consumer, 1, Patience));
        Assert.Equal(ErrorCode.Local_AutoOffsetReset, loss.Error.Code);
    }

    [Fact]
    public async Task a_new_start_is_another_cluster()
    {
        await using var one = MockKafka.Start();
        await using var other = MockKafka.Start();
        Assert.NotEqual(one.ClusterId, other.ClusterId);
        Assert.NotEqual(one.BootstrapServers, other.BootstrapServers);
        await one.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => one.EnsureTopicsAsync([KafkaClients.Topic("late")], 1));
    }

    protected override Task<IKafkaBroker> BrokerAsync() => Task.FromResult<IKafkaBroker>(fixture.Broker);
}

/// <summary>One mock cluster for the class.</summary>
public sealed class MockKafkaFixture : IAsyncDisposable
{
    public MockKafka Broker { get; } = MockKafka.Start();

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}
