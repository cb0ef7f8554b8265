using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.Proofs;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;

namespace Streaming.Replays.Tests.Proofs;

/// <summary>A scorer on a real Kafka whose decisions are proved, and what may have happened to them meanwhile.</summary>
internal sealed class ProvedDecisions : IAsyncDisposable
{
    private readonly TemporaryFolder cache = new("proof");
    private readonly byte[] artifact;

    private ProvedDecisions(LiveScorer live, byte[] artifact) => (Live, this.artifact) = (live, artifact);

    public LiveScorer Live { get; }

    public bool HasArtifact { get; set; } = true;

    public ArtifactCache Artifacts =>
        new(cache.Below(HasArtifact ? "full" : "empty"), (_, _) => Task.FromResult(HasArtifact ? artifact : null));

    public static async Task<ProvedDecisions> StartAsync(
        KafkaFixture kafka,
        byte[] artifact,
        int partitions = 2,
        ISchemaRegistry? registry = null
    )
    {
        var live = await kafka.ScorerAsync("proof", partitions, registry);
        await live.PromoteAsync(artifact, 1);
        return new ProvedDecisions(live, artifact);
    }

    /// <summary>Orders of three sellers over some weeks, with reviews of all grades, so that every vector reads histories.</summary>
    public static IEnumerable<MarketEvent> Market(int orders)
    {
        for (var i = 0; i < orders; i++)
        {
            yield return new MarketEvent(TestOrders.Delivery($"order-{i}", i * 7, lateDays: i % 11 - 5, seller: $"seller-{i % 3}"));
            yield return new MarketEvent(TestOrders.Review($"order-{i}", 1 + i % 5, i * 7 + 1, $"seller-{i % 3}"));
        }
    }

    public async Task ScoreAsync(IEnumerable<MarketEvent> events)
    {
        var expected = Live.Scored.Count;
        foreach (var occurred in events)
        {
            if (occurred.Delivery is not { } delivery)
            {
                await Live.ReviewAsync(occurred.Review!);
                continue;
            }

            await Live.DeliverAsync(delivery);
            expected++;
        }

        Live.Start();
        Live.ReadUntil(() => Live.Scored.Count >= expected);
        await Live.StopAsync();
    }

    public async Task<IReadOnlyList<DecisionProof>> ProveAsync(string order, bool deep, CancellationToken stop) =>
        await new Prover(Live.Settings, Live.Registry, Artifacts).ProveAsync(
            new DecisionSearch(Live.Settings, Live.Registry).ByOrder(order, stop),
            deep,
            null,
            stop
        );

    /// <summary>Publishes a decision as somebody would who changed one.</summary>
    public async Task PublishAsync(SatisfactionScored decision)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(Live.Client.ForProducer()).Build();
        var topic = Live.Settings.NameOf(Topics.SatisfactionScored);
        var bytes = new AvroSerializer<SatisfactionScored>(Live.Registry).Serialize(
            decision,
            new SerializationContext(MessageComponentType.Value, topic)
        );
        await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(decision.OrderId), Value = bytes });
    }

    /// <summary>Removes what stands before an offset, as retention does.</summary>
    public async Task CutAsync(Topic topic, int partition, Offset before)
    {
        using var admin = new AdminClientBuilder(Live.Client.ForConsumer()).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(Live.Settings.NameOf(topic), partition, before)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        cache.Dispose();
    }
}
