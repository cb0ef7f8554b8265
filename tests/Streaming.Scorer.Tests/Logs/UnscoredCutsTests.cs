using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;
using Xunit;

namespace Streaming.Scorer.Tests.Logs;

public sealed class UnscoredCutsTests
{
    private static readonly TopicPartition Partition = new("order-delivered", 2);

    private readonly ScorerMetrics metrics = new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
    private readonly ScorerState state = new(TimeProvider.System);
    private readonly UnscoredCuts cuts;

    public UnscoredCutsTests() => cuts = new UnscoredCuts(metrics, state, NullLogger.Instance);

    [Fact]
    public void what_was_removed_before_the_group_committed_it_is_counted_once_and_named()
    {
        cuts.Note(Partition, 17, 47);
        cuts.Note(Partition, 17, 47);
        Assert.Equal(30, metrics.DeliveriesCut.Value);
        Assert.StartsWith(
            "order-delivered partition 2: retention removed offsets 17 to 46 before they were scored",
            Assert.Single(state.Warnings),
            StringComparison.Ordinal
        );

        cuts.Note(Partition, 17, 50);
        Assert.Equal(33, metrics.DeliveriesCut.Value);
    }

    [Fact]
    public void a_group_that_is_beyond_it_or_has_never_committed_has_lost_nothing()
    {
        cuts.Note(Partition, 47, 47);
        cuts.Note(Partition, 50, 47);
        cuts.Note(Partition, Offset.Unset, 47);
        Assert.Equal(0, metrics.DeliveriesCut.Value);
        Assert.Empty(state.Warnings);
    }
}
