using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Faults;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Dead letters on a real Kafka, with what only a real one does.</summary>
public sealed class DeadLettersOnApacheKafka(KafkaFixture kafka) : DeadLetterContract
{
    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("letters", partitions, registry);

    [Fact]
    public async Task a_dead_letter_topic_with_fewer_partitions_than_the_deliveries_is_refused_by_name_and_number()
    {
        var prefix = Unique.Name("letters") + ".";
        await kafka.CreateTopicsAsync(
            Topics.All.Where(topic => topic != Topics.OrderDeliveredDeadLetters).Select(topic => topic with { Name = prefix + topic.Name }),
            3
        );
        await kafka.CreateTopicsAsync([Topics.OrderDeliveredDeadLetters with { Name = prefix + Topics.OrderDeliveredDeadLetters.Name }], 2);
        await using var live = new LiveScorer(await kafka.BootstrapServersAsync(), prefix, 2, null, onMock: false);
        var orders = new ParkedOrders(live.Settings.NameOf(Topics.OrderDelivered));

        // A topic that was just created may not be known yet.
        var refused = await Streaming.Testing.Wait.For(
            () =>
                Task.FromResult(
                    Record.Exception(() =>
                        new DeadLetterFollower(live.Settings, live.Registry, orders, TimeProvider.System, NullLogger.Instance)
                    )
                ),
            failure => failure is TopicLayoutException,
            LiveScorer.Patience
        );

        Assert.Contains($"{prefix}order-delivered-dlt has 2 partitions; allowed: at least 3", refused!.Message, StringComparison.Ordinal);
    }
}
