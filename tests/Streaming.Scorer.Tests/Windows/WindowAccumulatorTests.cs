using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Windows;
using Xunit;

namespace Streaming.Scorer.Tests.Windows;

public sealed class WindowAccumulatorTests
{
    private readonly WindowAccumulator window = new(new ServedModel(TestModel.Load(), 7));

    private void Add(float lateDays, string? state, double probability, Tier tier, long atMs = 0, bool answered = false)
    {
        var row = new FeatureRow();
        Array.Fill(row.Values, float.NaN);
        row.Values[FeatureSchema.IndexOf("late_days")] = lateDays;
        row.Categories[FeatureSchema.IndexOf("customer_state")] = state;
        row.Values[FeatureSchema.IndexOf("customer_state")] = state switch
        {
            "SP" => 0,
            "RJ" => 1,
            _ => float.NaN,
        };
        window.Add(row, new Score(0, probability, tier), new LocalTime(atMs), answered);
    }

    [Fact]
    public void values_fall_into_the_bins_of_the_reference_edges_inclusive_above()
    {
        foreach (var late in new[] { 0f, 3f, 3.5f, 100f })
            Add(late, "SP", 0.9, Tier.Green);

        var closed = window.Close("id", "one", DateTime.UnixEpoch, DateTime.UnixEpoch);

        Assert.Equal([1, 1, 1, 1], closed.FeatureHistograms.Single(histogram => histogram.Feature == "late_days").Counts);
    }

    [Fact]
    public void missing_and_unseen_are_counted_apart()
    {
        Add(float.NaN, null, 0.9, Tier.Green);
        Add(1, "XX", 0.9, Tier.Green);
        Add(1, "RJ", 0.9, Tier.Green);

        var state = window
            .Close("id", "one", DateTime.UnixEpoch, DateTime.UnixEpoch)
            .FeatureHistograms.Single(histogram => histogram.Feature == "customer_state");

        Assert.Equal((1, 1, 1), (state.Missing, state.Unseen, state.Counts.Sum()));
    }

    [Fact]
    public void tiers_scores_answers_and_stream_time_are_summed_up()
    {
        Add(0, "SP", 0.95, Tier.Green, 300);
        Add(0, "SP", 0.50, Tier.Yellow, 100);
        Add(0, "SP", 0.05, Tier.Red, 200, answered: true);

        var closed = window.Close("id", "one", DateTime.UnixEpoch, DateTime.UnixEpoch);

        Assert.Equal((3, 1, 1, 1, 1), (closed.Scored, closed.Green, closed.Yellow, closed.Red, closed.AnsweredBeforeDelivery));
        Assert.Equal([1, 1, 1], closed.ScoreHistogram);
        Assert.Equal((100, 300), (closed.StreamFrom.Milliseconds, closed.RecordedAt.Milliseconds));
        Assert.Equal(7, closed.DecisionNumber);
    }

    [Fact]
    public void without_scores_the_time_is_that_of_what_was_read_else_when_it_came_else_when_it_was_read()
    {
        var now = new DateTime(2030, 5, 6, 7, 0, 0, DateTimeKind.Utc);
        window.DeadLettered = 1;
        window.DateBy(long.MaxValue);
        window.DateBy(-1);
        Assert.Equal(LocalTime.From(now), window.Close("id", "one", now, now).RecordedAt);

        window.DateBy(LocalTime.Parse("2020-02-02 00:00:00").Milliseconds);
        Assert.Equal(LocalTime.Parse("2020-02-02 00:00:00"), window.Close("id", "one", now, now).StreamFrom);

        window.Date(LocalTime.Parse("2018-03-01 00:00:00"));
        Assert.Equal(LocalTime.Parse("2018-03-01 00:00:00"), window.Close("id", "one", now, now).RecordedAt);
    }

    [Fact]
    public void a_cleared_window_starts_from_nothing()
    {
        Add(0, "SP", 0.95, Tier.Green);
        window.DeadLettered = 1;

        window.Clear();

        Assert.True(window.IsEmpty);
        window.DeadLettered = 1;
        var next = window.Close("id", "one", new DateTime(2030, 5, 6, 0, 0, 0, DateTimeKind.Utc), DateTime.UnixEpoch);
        Assert.Equal(LocalTime.Parse("2030-05-06 00:00:00"), next.RecordedAt); // not that of the window before
        Assert.All(
            window.Close("id", "one", DateTime.UnixEpoch, DateTime.UnixEpoch).FeatureHistograms,
            histogram => Assert.Equal(0, histogram.Counts.Sum() + histogram.Missing + histogram.Unseen)
        );
    }

    [Fact]
    public void a_window_without_scores_has_the_time_of_its_own_records_and_not_of_an_earlier_batch()
    {
        Add(0, "SP", 0.95, Tier.Green, 1_000);
        window.Clear();
        window.DeadLettered = 2;
        window.Date(LocalTime.Parse("2018-03-02 10:00:00"));
        window.Date(LocalTime.Parse("2018-03-01 10:00:00"));
        window.DateBy(long.MaxValue); // no calendar holds it

        var closed = window.Close("id", "one", DateTime.UnixEpoch, DateTime.UnixEpoch);

        Assert.Equal(("2018-03-01 10:00:00", "2018-03-02 10:00:00"), (closed.StreamFrom.ToString(), closed.RecordedAt.ToString()));
    }

    [Fact]
    public void a_window_of_nothing_that_tells_its_time_has_the_time_of_its_batch()
    {
        window.DeadLettered = 1;
        var now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        Assert.Equal(LocalTime.From(now), window.Close("id", "one", now, now).RecordedAt);
    }
}
