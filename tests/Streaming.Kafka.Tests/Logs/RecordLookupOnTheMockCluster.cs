using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;

namespace Streaming.Kafka.Tests.Logs;

/// <summary>Records by their places, on the mock cluster.</summary>
public sealed class RecordLookupOnTheMockCluster : IAsyncLifetime
{
    private OneTopic topic = null!;
    private IConsumer<byte[], byte[]> consumer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        topic = await OneTopic.StartAsync();
        var config = topic.Client.ForReading("test");
        config.AutoOffsetReset = AutoOffsetReset.Error;
        consumer = LibraryClients.Instance.Consumer(config, _ => { });
    }

    public ValueTask DisposeAsync()
    {
        consumer.Dispose();
        return topic.DisposeAsync();
    }

    [Fact]
    public async Task gives_the_record_at_each_place_near_and_far()
    {
        await topic.SendAsync(OneTopic.First, [.. Enumerable.Range(0, 250).Select(number => (byte)number)]);

        var found = Lookup().At(OneTopic.First, [1, 2, 5, 240], Token).Select(record => record!.Message.Value[0]);

        Assert.Equal([1, 2, 5, 240], found);
    }

    [Fact]
    public async Task gives_nothing_where_no_record_is()
    {
        await topic.SendAsync(OneTopic.First, 1);

        Assert.Null(Lookup().At(new TopicPartitionOffset(OneTopic.First, 1), Token));
        Assert.Null(Lookup().At(new TopicPartitionOffset(OneTopic.First, 9), Token));
        Assert.Null(Lookup().At(new TopicPartitionOffset(OneTopic.Second, 0), Token));
        Assert.Equal(1, Lookup().At(new TopicPartitionOffset(OneTopic.First, 0), Token)!.Message.Value[0]);
    }

    [Fact]
    public async Task gives_nothing_where_retention_has_removed_the_record()
    {
        await topic.CutAsync(OneTopic.First);
        Assert.Null(Lookup().At(new TopicPartitionOffset(OneTopic.First, 0), Token));
    }

    [Fact]
    public async Task gives_the_first_record_behind_each_place_and_nothing_at_an_end()
    {
        await topic.SendAsync(OneTopic.First, 1, 2, 3);

        var first = Lookup().FirstFrom([new TopicPartitionOffset(OneTopic.First, 1), new TopicPartitionOffset(OneTopic.Second, 0)]);

        Assert.Equal(2, first[OneTopic.First]!.Message.Value[0]);
        Assert.Null(first[OneTopic.Second]);
    }

    [Fact]
    public async Task names_the_place_when_the_cluster_goes_away()
    {
        await topic.SendAsync(OneTopic.First, 1);
        await topic.StopAsync();
        var lookup = new RecordLookup(consumer, TimeSpan.FromMilliseconds(200), TimeProvider.System);

        var away = Assert.Throws<KafkaException>(() => lookup.At(new TopicPartitionOffset(OneTopic.First, 0), Token));

        Assert.Equal("numbers partition 0 offset 0 did not come within 0.2 s", away.Message);
    }

    private RecordLookup Lookup() => new(consumer, TimeSpan.FromSeconds(30), TimeProvider.System);
}
