using Confluent.Kafka;
using Streaming.Audit.Anchors;
using Streaming.Audit.Chain;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Anchors;

public sealed class AnchorRelayOnMockKafka(PostgresFixture postgres)
{
    private readonly InMemorySchemaRegistry registry = new();

    [Fact]
    public async Task the_topic_gets_what_it_lacks_and_the_store_is_checked_by_it()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await using var kafka = MockKafka.Start();
        var topic = Topic(kafka);
        var relay = new AnchorRelay(store.Chain, topic);

        var first = Assert.Single(await relay.AnchorAsync("daily"));
        Assert.Empty(await relay.AnchorAsync("daily"));
        await store.PromoteAsync("3");
        var second = Assert.Single(await relay.AnchorAsync("promotion"));

        Assert.Equal([first.Position, second.Position], (await topic.ReadAsync()).Select(anchor => anchor.Position));
        Assert.Equal(("promotion", "model/satisfaction"), (second.Why, Assert.Single(second.Streams).Stream));
        Assert.Equal(5, first.Streams.Count);
        Assert.Empty((await store.Chain.VerifyAsync(await topic.ReadAsync())).Findings);
    }

    [Fact]
    public async Task nothing_is_anchored_on_top_of_an_anchor_that_does_not_hold()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await using var kafka = MockKafka.Start();
        var topic = Topic(kafka);
        var relay = new AnchorRelay(store.Chain, topic);
        await relay.AnchorAsync("daily");
        await database.ExecuteAsync(
            "update audit.event_chain set hash = sha256(hash) where position = (select max(position) from audit.event_chain)"
        );
        await store.PromoteAsync("3");

        var refused = await Assert.ThrowsAsync<ChainBrokenException>(() => relay.AnchorAsync("promotion"));

        Assert.Contains("no longer holds what was anchored at event", refused.Message, StringComparison.Ordinal);
        Assert.Single(await topic.ReadAsync());
    }

    private AnchorTopic Topic(MockKafka kafka) => new(new ClientConfig { BootstrapServers = kafka.BootstrapServers }, registry);
}
