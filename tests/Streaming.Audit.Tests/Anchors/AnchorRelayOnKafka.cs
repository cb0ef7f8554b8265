using Confluent.Kafka;
using Streaming.Audit.Anchors;
using Streaming.Contracts;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Anchors;

/// <summary>The topic has one name, so this is one test: it has the broker's only such topic to itself.</summary>
public sealed class AnchorRelayOnKafka(PostgresFixture postgres, KafkaFixture kafka)
{
    [Fact]
    public async Task a_compacted_topic_keeps_every_anchor_and_those_of_two_stores_apart()
    {
        var servers = await kafka.BootstrapServersAsync();
        await kafka.CreateTopicsAsync([Topics.AuditAnchors], partitions: 1);
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await using var other = await AuditDatabase.EmptyAsync(postgres);
        var topic = new AnchorTopic(new ClientConfig { BootstrapServers = servers }, new InMemorySchemaRegistry());
        var (store, second) = (database.Open(), other.Open());

        for (var version = 1; version <= 3; version++)
        {
            await store.PromoteAsync($"{version}");
            await second.PromoteAsync($"{version}");
            Assert.Single(await new AnchorRelay(database.Open().Chain, topic).AnchorAsync("promotion"));
            Assert.Single(await new AnchorRelay(other.Open().Chain, topic).AnchorAsync("promotion"));
        }

        var anchors = await topic.ReadAsync();
        Assert.Equal([2, 2, 4, 4, 6, 6], anchors.Select(anchor => anchor.Position));
        Assert.Equal((0, 3, 6), await store.Chain.VerifyAsync(anchors) is { } verdict ? (verdict.Findings.Count, verdict.Anchors, verdict.AnchoredPosition) : default);
    }
}
