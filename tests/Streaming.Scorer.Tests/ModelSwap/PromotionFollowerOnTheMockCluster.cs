using System.Reflection;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.ModelSwap;

/// <summary>The follower of promotions when its own client fails.</summary>
public sealed class PromotionFollowerOnTheMockCluster : IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_client_that_is_shut_out_for_good_is_replaced_and_the_scoring_goes_on(bool isFatal)
    {
        await using var live = await kafka.ScorerAsync("live", 1);
        var clients = new FailingPromotions(
            new Error(isFatal ? ErrorCode.Local_Fatal : ErrorCode.Local_Transport, "the client is broken", isFatal)
        );
        live.Settings = live.Settings with { Clients = clients };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("one"));
        live.ReadUntil(() => live.Scored.Count == 1);

        clients.Failures = 2;
        await Wait.Until(() => clients.Failures == 0, LiveScorer.Patience);
        await live.PromoteAsync(TestModel.Artifact(bias: -4), 2);
        await Wait.Until(() => live.Service!.Models.Current?.DecisionNumber == 2, LiveScorer.Patience);
        await live.DeliverAsync(TestOrders.Delivery("two", 1));

        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.Equal([1, 2], live.Scored.Select(score => score.DecisionNumber));
        Assert.Equal(isFatal ? 3 : 1, clients.Opened);
    }

    /// <summary>Real clients, of which the one that reads promotions fails so many times.</summary>
    private sealed class FailingPromotions(Error error) : IKafkaClients
    {
        private int failures;
        private int opened;

        public int Failures
        {
            get => Volatile.Read(ref failures);
            set => Volatile.Write(ref failures, value);
        }

        public int Opened => Volatile.Read(ref opened);

        public IConsumer<byte[], byte[]> Consumer(ConsumerConfig config, Action<Error> complain, RebalanceHandlers? rebalance = null)
        {
            var real = LibraryClients.Instance.Consumer(config, complain, rebalance);
            if (!config.ClientId.EndsWith("-promotions", StringComparison.Ordinal))
                return real;
            Interlocked.Increment(ref opened);
            var failing = DispatchProxy.Create<IConsumer<byte[], byte[]>, FailingConsumer>();
            var proxy = (FailingConsumer)(object)failing;
            (proxy.Real, proxy.BeforeConsume) = (real, ThrowIfDue);
            return failing;
        }

        public IProducer<byte[], byte[]> Producer(ProducerConfig config, Action<Error> complain) =>
            LibraryClients.Instance.Producer(config, complain);

        public IEnumerable<TopicPartition> PartitionsOf(string topic, IClient client) =>
            LibraryClients.Instance.PartitionsOf(topic, client);

        private void ThrowIfDue()
        {
            if (Failures == 0)
                return;
            Interlocked.Decrement(ref failures);
            throw new KafkaException(error);
        }
    }
}
