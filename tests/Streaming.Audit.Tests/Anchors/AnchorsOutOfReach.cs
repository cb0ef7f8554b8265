using Confluent.Kafka;
using Streaming.Audit.Anchors;
using Streaming.Kafka.Clients;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Anchors;

/// <summary>Anchors on a cluster that is away.</summary>
public sealed class AnchorsOutOfReach
{
    [Fact]
    public async Task are_waited_for_no_longer_than_told()
    {
        var topic = new AnchorTopic(
            new ClientConfig { BootstrapServers = "127.0.0.1:1" },
            new InMemorySchemaRegistry(),
            new LibraryClients(TimeSpan.FromMilliseconds(200))
        );

        var away = await Assert.ThrowsAsync<KafkaException>(() => topic.ReadAllAsync(TestContext.Current.CancellationToken));

        Assert.Equal("no broker can be reached", KafkaReason.Of(away));
    }
}
