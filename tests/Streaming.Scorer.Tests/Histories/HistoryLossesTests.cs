using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Monitoring;
using Xunit;

namespace Streaming.Scorer.Tests.Histories;

public sealed class HistoryLossesTests
{
    private readonly Clock time = new();
    private readonly ScorerMetrics metrics = new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
    private readonly ScorerState state;
    private readonly HistoryTable table = new();
    private readonly HistoryLosses losses;
    private long next;

    public HistoryLossesTests()
    {
        state = new ScorerState(time);
        losses = new HistoryLosses("scorer", metrics, state, time, NullLogger.Instance);
    }

    [Fact]
    public void what_is_too_old_or_late_is_counted_and_warned_of_for_an_hour()
    {
        Deliver("now", "2018-03-01 12:00:00");
        losses.Look(table, isLive: true);
        Assert.Empty(state.Warnings);

        Deliver("old", "2016-03-01 12:00:00", partition: 1);
        Deliver("late", "2018-03-01 10:00:00");
        losses.Look(table, isLive: true);
        Assert.Equal((1, 1), (Dropped("too_old"), Dropped("late")));
        Assert.Contains(
            "1 events were older than everything that is remembered and are left out, 1 came too late",
            Assert.Single(state.Warnings),
            StringComparison.Ordinal
        );

        time.Advance(TimeSpan.FromMinutes(61));
        losses.Look(table, isLive: true);
        Assert.Empty(state.Warnings);
        Assert.Equal(1, Dropped("too_old"));
    }

    [Fact]
    public void what_a_log_holds_of_long_ago_is_no_warning_while_it_is_read()
    {
        Deliver("now", "2018-03-01 12:00:00");
        Deliver("old", "2016-03-01 12:00:00", partition: 1);
        losses.Look(table, isLive: false);
        Assert.Equal(1, Dropped("too_old"));
        Assert.Empty(state.Warnings);
    }

    [Fact]
    public void another_table_begins_anew()
    {
        Deliver("now", "2018-03-01 12:00:00");
        Deliver("old", "2016-03-01 12:00:00", partition: 1);
        losses.Look(table, isLive: false);
        losses.Look(new HistoryTable(), isLive: false);
        Assert.Equal(1, Dropped("too_old"));
    }

    private double Dropped(string reason) => metrics.HistoryDropped.WithLabels("scorer", reason).Value;

    private void Deliver(string id, string at, int partition = 0)
    {
        var order = TestOrders.Delivery(id) with { RecordedAt = LocalTime.Parse(at), DeliveredAt = LocalTime.Parse(at) };
        table.Observe(order, new LogPosition(InputLog.Deliveries, partition, next++));
        FeatureBuilder.Build(order, table, new FeatureRow()); // closes the days before it
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => passed.Ticks;

        public void Advance(TimeSpan by) => passed += by;
    }
}
