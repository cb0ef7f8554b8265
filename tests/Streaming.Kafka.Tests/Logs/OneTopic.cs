using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;

namespace Streaming.Kafka.Tests.Logs;

/// <summary>A mock cluster with one topic of two partitions.</summary>
internal sealed class OneTopic : IAsyncDisposable
{
    public const string Name = "numbers";

    private readonly MockKafka kafka = MockKafka.Start();
    private readonly IProducer<byte[], byte[]> producer;

    private OneTopic()
    {
        var config = Client.ForProducer();
        config.LingerMs = 0;
        producer = LibraryClients.Instance.Producer(config, _ => { });
    }

    public static TopicPartition First => new(Name, 0);

    public static TopicPartition Second => new(Name, 1);

    public ClientConfig Client => new() { BootstrapServers = kafka.BootstrapServers };

    public static async Task<OneTopic> StartAsync()
    {
        var topic = new OneTopic();
        await topic.kafka.EnsureTopicsAsync([Topics.OrderDelivered with { Name = Name }], 2);
        return topic;
    }

    public TopicReader Reader(Func<TopicReaderOptions, TopicReaderOptions>? change = null)
    {
        var options = new TopicReaderOptions
        {
            Client = Client,
            Name = "test",
            PollWait = TimeSpan.FromMilliseconds(20),
        };
        return new TopicReader(change is null ? options : change(options));
    }

    /// <summary>One record of one byte for each number.</summary>
    public async Task SendAsync(TopicPartition partition, params byte[] numbers)
    {
        foreach (var number in numbers)
            await producer.ProduceAsync(partition, new Message<byte[], byte[]> { Value = [number] });
    }

    /// <summary>So much that the cluster keeps no more of the first records.</summary>
    /// <returns>The first offset that is left.</returns>
    public async Task<long> CutAsync(TopicPartition partition)
    {
        var value = new byte[512 * 1024];
        new Random(1).NextBytes(value);
        for (var sent = 0; sent < 2 * MockKafka.BytesKeptPerPartition; sent += value.Length)
            await producer.ProduceAsync(partition, new Message<byte[], byte[]> { Value = value });
        using var reader = LibraryClients.Instance.Consumer(Client.ForReading("bounds"), _ => { });
        using var bounds = new LogBounds(LibraryClients.Instance, reader);
        return bounds.Beginnings([partition]).Single().Offset.Value;
    }

    /// <summary>Takes the cluster away.</summary>
    public ValueTask StopAsync() => kafka.DisposeAsync();

    public ValueTask DisposeAsync()
    {
        producer.Dispose();
        return kafka.DisposeAsync();
    }
}
