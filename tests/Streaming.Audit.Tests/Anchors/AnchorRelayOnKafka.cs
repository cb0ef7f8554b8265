using Confluent.Kafka;
using Streaming.Audit.Anchors;
using Streaming.Audit.Chain;
using Streaming.Contracts;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Anchors;

/// <summary>The topic has one name, so this is one test: it has the broker's only such topic to itself.</summary>
public sealed class AnchorRelayOnKafka(PostgresFixture postgres, KafkaFixture kafka)
{
    [Fact]
    public async Task a_compacted_topic_keeps_every_anchor_and_two_stores_on_it_are_found()
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
            Assert.Single(await new AnchorRelay(database.Open().Chain, topic).AnchorAsync("promotion"));
        }

        await second.PromoteAsync("1");
        await Assert.ThrowsAsync<ChainBrokenException>(() => new AnchorRelay(other.Open().Chain, topic).AnchorAsync("promotion"));
        await second.Chain.AdoptAsync(await topic.ReadAsync(), "ana", "two stores by mistake", evenIfBroken: false);
        Assert.Single(await new AnchorRelay(other.Open().Chain, topic).AnchorAsync("promotion"));

        var anchors = await topic.ReadAsync();
        Assert.Equal([2, 3, 4, 6], anchors.Select(anchor => anchor.Position));
        var (first, verdict) = (await store.Chain.VerifyAsync(anchors), await second.Chain.VerifyAsync(anchors));
        Assert.Equal(("foreign_anchors", 3, 6), (Assert.Single(first.Findings).Kind, first.Anchors, first.AnchoredPosition));
        Assert.Equal((0, 1, 3), (verdict.Findings.Count, verdict.Anchors, verdict.AnchoredPosition));
    }
}
