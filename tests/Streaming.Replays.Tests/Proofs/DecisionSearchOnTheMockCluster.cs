using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Models.Artifacts;
using Streaming.Replays.Proofs;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;
using Xunit;

namespace Streaming.Replays.Tests.Proofs;

public sealed class DecisionSearchOnTheMockCluster : IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task records_that_are_no_decisions_are_left_out_and_named_and_the_others_are_found()
    {
        await using var live = await kafka.ScorerAsync("search", 1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("order"));
        live.ReadUntil(() => live.Scored.Count == 1);
        await live.StopAsync();
        using (var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
        {
            foreach (var value in new byte[]?[] { [9], null, [0, 0, 0, 0, 1, 7], [] })
            {
                var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("order"), Value = value! };
                await producer.ProduceAsync(
                    live.Settings.NameOf(Topics.SatisfactionScored),
                    message,
                    TestContext.Current.CancellationToken
                );
            }
        }

        var (byOrder, sampled) = (new DecisionSearch(live.Settings, live.Registry), new DecisionSearch(live.Settings, live.Registry));

        Assert.Equal("order", Assert.Single(byOrder.ByOrder("order", TestContext.Current.CancellationToken)).Score.OrderId);
        Assert.Equal("order", Assert.Single(sampled.Sample(100, 1, TestContext.Current.CancellationToken)).Score.OrderId);
        Assert.Equal((4, 4), (byOrder.LeftOut.Count, sampled.LeftOut.Count));
        Assert.All(
            byOrder.LeftOut.Lines,
            line =>
                Assert.Contains($"{live.Settings.NameOf(Topics.SatisfactionScored)} partition 0 offset ", line, StringComparison.Ordinal)
        );
    }
}
