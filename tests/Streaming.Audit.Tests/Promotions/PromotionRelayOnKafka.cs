using Confluent.Kafka;
using Streaming.Audit.Promotions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Promotions;

/// <summary>The topic has one name, so this is one test: it has the broker's only such topic to itself.</summary>
public sealed class PromotionRelayOnKafka(PostgresFixture postgres, KafkaFixture kafka)
{
    [Fact]
    public async Task a_compacted_topic_follows_the_decisions_across_restarts_of_the_relay()
    {
        var servers = await kafka.BootstrapServersAsync();
        await kafka.CreateTopicsAsync([Topics.ModelPromotions], partitions: 1);
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var registry = new InMemorySchemaRegistry();
        var store = database.Open();

        var first = await store.PromoteAsync("1");
        Assert.Equal([first], await RelayAsync());
        Assert.Empty(await RelayAsync());
        await store.PromoteAsync("2");
        var third = await store.PromoteAsync("1", "2 was worse");
        Assert.Equal([third], await RelayAsync());
        Assert.Empty(await RelayAsync());

        async Task<IReadOnlyList<ModelPromoted>> RelayAsync()
        {
            var client = new ClientConfig { BootstrapServers = servers };
            using var producer = new ProducerBuilder<string, ModelPromoted>(
                new ProducerConfig { BootstrapServers = servers, EnableIdempotence = true }
            )
                .SetValueSerializer(new AvroSerializer<ModelPromoted>(registry))
                .Build();
            return await new PromotionRelay(database.Open().Models, new PromotionTopic(producer, client, registry)).RelayAsync();
        }
    }
}
