using System.Text;
using Confluent.Kafka;
using Streaming.Audit.Anchors;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Anchors;

/// <summary>What others write to the topic of anchors ends neither anchoring nor checking.</summary>
public sealed class OddAnchorsOnMockKafka(PostgresFixture postgres)
{
    private readonly InMemorySchemaRegistry registry = new();

    [Fact]
    public async Task are_named_with_their_place_and_read_past()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await using var kafka = MockKafka.Start();
        var topic = new AnchorTopic(new ClientConfig { BootstrapServers = kafka.BootstrapServers }, registry);
        var relay = new AnchorRelay(store.Chain, topic);
        var anchored = Assert.Single(await relay.AnchorAsync("daily"));
        var good = new AvroSerializer<AuditAnchored>(registry).Serialize(
            anchored,
            new SerializationContext(MessageComponentType.Value, Topics.AuditAnchors.Name)
        );
        byte[][] odd =
        [
            [0x2A],
            [],
            [.. good[..^1]],
            [0, 0x7F, 0xFF, 0xFF, 0xFF, 1],
            Bytes(anchored with { Position = 0 }),
            Bytes(anchored with { Hash = "no hash" }),
            Bytes(anchored with { Store = "mine" }),
            good,
        ];
        foreach (var value in odd)
            await SendAsync(kafka, "somebody's", value);
        await SendAsync(kafka, null, good);
        await SendAsync(kafka, "without a value", null);

        await store.PromoteAsync("3");
        Assert.Single(await relay.AnchorAsync("promotion"));
        var read = await topic.ReadAllAsync();
        var verdict = await store.Chain.VerifyAsync(read);

        Assert.Equal(2, read.Anchors.Count);
        Assert.Equal(odd.Length + 2, read.Odd.Count);
        Assert.Empty(verdict.Findings);
        Assert.All(
            verdict.Notes,
            note =>
                Assert.Matches(
                    "^the record at partition [0-9]+ offset [0-9]+ of topic audit-anchors .* is no anchor: .+; it was read past$",
                    note
                )
        );
        Assert.Equal(odd.Length + 2, verdict.Notes.Count);

        byte[] Bytes(AuditAnchored anchor) =>
            new AvroSerializer<AuditAnchored>(registry).Serialize(
                anchor,
                new SerializationContext(MessageComponentType.Value, Topics.AuditAnchors.Name)
            );
    }

    [Fact]
    public async Task under_the_key_of_an_anchor_of_this_store_are_a_finding()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await using var kafka = MockKafka.Start();
        var topic = new AnchorTopic(new ClientConfig { BootstrapServers = kafka.BootstrapServers }, registry);
        var anchored = Assert.Single(await new AnchorRelay(store.Chain, topic).AnchorAsync("daily"));
        await SendAsync(kafka, anchored.EventId, null); // compaction takes the anchor away for it

        var finding = Assert.Single((await store.Chain.VerifyAsync(await topic.ReadAllAsync())).Findings);

        Assert.Equal("anchor_hidden", finding.Kind);
        Assert.Contains("it has no value", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task are_nobody_where_the_registry_does_not_answer()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await using var kafka = MockKafka.Start();
        var client = new ClientConfig { BootstrapServers = kafka.BootstrapServers };
        await database.Open().PromoteAsync("1");
        await new AnchorRelay(database.Open().Chain, new AnchorTopic(client, registry)).AnchorAsync("daily");
        using var away = new ConfluentRegistry(new SchemaRegistryConfig { Url = "http://127.0.0.1:1" });

        await Assert.ThrowsAsync<RegistryUnavailableException>(() => new AnchorTopic(client, away).ReadAllAsync());
    }

    private static async Task SendAsync(MockKafka kafka, string? key, byte[]? value)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync(
            Topics.AuditAnchors.Name,
            new Message<byte[], byte[]> { Key = key is null ? null! : Encoding.UTF8.GetBytes(key), Value = value! }
        );
    }
}
