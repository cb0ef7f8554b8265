using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Host.Ingestion;
using Streaming.Retraining.Stages;
using Streaming.Scorer;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Host.Tests.Ingestion;

public sealed class TopicSourceOnApacheKafka(KafkaFixture kafka) : TopicSourceContract
{
    [Fact]
    public async Task a_missing_topic_is_named_with_what_to_do()
    {
        var prefix = Unique.Name("nowhere") + "-";
        var settings = new ScorerSettings
        {
            Client = new ClientConfig { BootstrapServers = await kafka.BootstrapServersAsync() },
            Instance = prefix + "scorer",
            TopicPrefix = prefix,
        };
        var failed = Assert.Throws<StageException>(() => new TopicSource(settings, new InMemorySchemaRegistry()).Fingerprint);
        Assert.Contains(prefix + Topics.OrderDelivered.Name, failed.What, StringComparison.Ordinal);
        Assert.Contains("topics create", failed.Remedy, StringComparison.Ordinal);
    }

    private protected override async Task<string> PrepareAsync(IEnumerable<Topic> topics, int partitions)
    {
        await kafka.CreateTopicsAsync(topics, partitions);
        return await kafka.BootstrapServersAsync();
    }
}
