using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.Histories;

public sealed class HistoryTableTests
{
    private readonly HistoryTable table = new();
    private long offset;

    [Fact]
    public void a_review_is_read_from_the_next_day_on_five_minutes_after_midnight()
    {
        Observe(Review("other", "2018-03-13 23:59:59.999", 1));
        Assert.Equal(0f, Build(Delivered(deliveredAt: "2018-03-14 00:04:59.999"), "seller_reviews"));
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-14 00:05:00"), "seller_reviews"));
        Assert.Equal((float)((1 + 10 * 0.21) / 11), Build(Delivered(deliveredAt: "2018-03-14 00:05:00"), "seller_bad_share"));
    }

    [Fact]
    public void an_earlier_delivery_is_read_right_after_later_days_were_closed()
    {
        Observe(Review("a", "2018-03-10 12:00:00", 1));
        Observe(Review("b", "2018-03-12 12:00:00", 5));
        Assert.Equal(2f, Build(Delivered(deliveredAt: "2018-03-20 12:00:00"), "seller_reviews"));
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-12 12:00:00"), "seller_reviews"));
    }

    [Fact]
    public void the_window_holds_sixty_days_and_not_one_more()
    {
        Observe(Review("a", "2018-01-13 00:00:00", 1));
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-14 12:00:00"), "seller_reviews_60d"));
        Assert.Equal(0f, Build(Delivered(deliveredAt: "2018-03-15 12:00:00"), "seller_reviews_60d"));
    }

    [Theory]
    [InlineData("2018-03-14 15:25:00", true)]
    [InlineData("2018-03-14 15:25:00.001", false)]
    public void a_review_is_already_in_until_exactly_five_minutes_before(string answeredAt, bool isIn)
    {
        Observe(Review("o1", answeredAt, 1));
        Assert.Equal(isIn, table.IsReviewAlreadyIn(Delivered()));
    }

    [Fact]
    public void a_review_recorded_later_than_answered_is_in_when_recorded()
    {
        Observe(Review("o1", "2018-03-13 12:00:00", 1) with { RecordedAt = At("2018-03-14 15:26:00") });
        Assert.False(table.IsReviewAlreadyIn(Delivered()));
    }

    [Fact]
    public void own_reviews_are_not_read_but_those_of_others_are()
    {
        Observe(Review("o1", "2018-03-10 12:00:00", 1));
        Observe(Review("o2", "2018-03-10 12:00:00", 1));
        Assert.Equal(1f, Build(Delivered("o1"), "seller_reviews"));
        Assert.Equal(1f, Build(Delivered("o1"), "product_reviews"));
        Assert.Equal(2f, Build(Delivered("o3"), "seller_reviews"));
    }

    [Fact]
    public void own_joined_reviews_are_not_read_when_the_delivery_is_corrected_later()
    {
        Observe(Delivered());
        Observe(Review("o1", "2018-03-16 12:00:00", 1));
        var corrected = Delivered(deliveredAt: "2018-03-18 12:00:00") with
        {
            Version = 2,
            RecordedAt = At("2018-03-25 12:00:00"),
            EstimatedDeliveryAt = At("2018-03-24 00:00:00"),
        };
        Observe(corrected);
        Assert.Equal(1f, Build(Delivered("o2", "2018-03-18 12:00:00"), "seller_joined_reviews"));
        Assert.Equal(0f, Build(corrected, "seller_joined_reviews"));
        Assert.Equal(0.16f, Build(corrected, "expected_bad"));
        Assert.Equal((float)((1 + 20 * 0.16) / 21), Build(corrected with { OrderId = "o2" }, "expected_bad"));
        Assert.Equal(0f, Build(Delivered("o2", "2018-03-28 12:00:00"), "seller_joined_reviews"));
    }

    [Theory]
    [InlineData("2018-03-14 15:29:59", 0f)]
    [InlineData("2018-03-14 15:30:00", 1f)]
    [InlineData("2018-07-12 23:59:59", 1f)]
    [InlineData("2018-07-13 00:00:00", 0f)]
    public void a_review_joins_from_its_delivery_until_a_hundred_and_twenty_days_later(string answeredAt, float joined)
    {
        Observe(Delivered());
        Observe(Review("o1", answeredAt, 1));
        Assert.Equal(joined, Build(Delivered("o2", "2018-07-20 12:00:00"), "seller_joined_reviews"));
        Assert.Equal(1f, Build(Delivered("o2", "2018-07-20 12:00:00"), "seller_reviews"));
    }

    [Fact]
    public void a_first_residual_is_the_score_less_the_prior_in_fixed_point()
    {
        Observe(Delivered());
        Observe(Review("o1", "2018-03-16 12:00:00", 1));
        var bad = 65_536 - Math.Round(0.16 * 65_536, MidpointRounding.ToEven);
        var score = 65_536 - Math.Round((4.6 - 3.0 * 0.16) * 65_536, MidpointRounding.ToEven);
        var later = Delivered("o2", "2018-03-17 12:00:00");
        Assert.Equal((float)(bad / 65_536 / 11), Build(later, "seller_residual"));
        Assert.Equal((float)(score / 65_536 / 11), Build(later, "seller_score_residual"));
        Assert.Equal((float)((1 + 20 * 0.16) / 21), Build(later, "expected_bad"));
    }

    [Fact]
    public void the_same_offset_twice_is_observed_once()
    {
        var position = new LogPosition(InputLog.Reviews, 0, 5);
        table.Observe(Review("a", "2018-03-10 12:00:00", 1), position);
        table.Observe(Review("b", "2018-03-10 12:00:00", 1), position);
        Assert.Equal(1, table.Counters.Reviews);
        Assert.Equal(6, table.NextOffsets[(InputLog.Reviews, 0)]);
    }

    [Fact]
    public void duplicates_lower_versions_and_corrections_are_told_apart()
    {
        Observe(Review("a", "2018-03-10 12:00:00", 1));
        Observe(Review("a", "2018-03-10 12:00:00", 1));
        Observe(Review("a", "2018-03-11 12:00:00", 5, version: 3));
        Observe(Review("a", "2018-03-11 12:00:00", 5, version: 2));
        var counters = table.Counters;
        Assert.Equal(2, counters.Reviews);
        Assert.Equal(1, counters.Duplicates);
        Assert.Equal(1, counters.Corrections);
        Assert.Equal(1, counters.LowerVersions);
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-11 12:00:00"), "seller_reviews"));
        Assert.Equal((float)((1 + 2.1) / 11), Build(Delivered(deliveredAt: "2018-03-11 12:00:00"), "seller_bad_share"));
        Assert.Equal((float)(2.1 / 11), Build(Delivered(deliveredAt: "2018-03-12 12:00:00"), "seller_bad_share"));
    }

    [Fact]
    public void an_event_beyond_the_bound_counts_on_the_day_its_partition_had_reached()
    {
        Observe(Review("a", "2018-03-14 00:03:59", 5));
        Observe(Review("b", "2018-03-13 23:00:00", 5)); // an hour back, and nobody who saw the first can have read the 13th
        Observe(Review("c", "2018-03-14 00:04:00", 5));
        Observe(Review("d", "2018-03-14 00:00:00", 5));
        Assert.Equal(0, table.Counters.Late);
        Observe(Review("e", "2018-03-13 23:59:59.999", 5));
        Assert.Equal(1, table.Counters.Late);
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-14 12:00:00"), "seller_reviews"));
        Assert.Equal(5f, Build(Delivered(deliveredAt: "2018-03-15 12:00:00"), "seller_reviews"));
    }

    [Fact]
    public void an_event_that_runs_back_more_than_an_hour_and_four_minutes_is_late()
    {
        Observe(Review("a", "2018-03-14 13:00:00", 5));
        Observe(Review("b", "2018-03-14 11:56:00", 5));
        Assert.Equal(0, table.Counters.Late);
        Observe(Review("c", "2018-03-14 11:55:59.999", 5));
        Assert.Equal(1, table.Counters.Late);
    }

    [Fact]
    public void a_review_that_ran_back_is_in_no_sooner_than_what_its_partition_had_shown()
    {
        Observe(Review("a", "2018-03-14 12:59:00", 5));
        Observe(Review("o1", "2018-03-14 12:10:00", 1));
        Assert.Equal(0f, Build(Delivered(deliveredAt: "2018-03-14 13:03:59.999"), "review_already_in"));
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-14 13:04:00"), "review_already_in"));
    }

    [Fact]
    public void a_delivery_recorded_an_hour_before_it_happened_reads_as_of_its_record()
    {
        Observe(Review("o1", "2018-03-14 23:10:00", 1));
        var folded = Delivered(deliveredAt: "2018-03-14 23:58:00") with { RecordedAt = At("2018-03-14 23:01:00") };
        Assert.Equal(0f, Build(folded, "review_already_in"));
        Assert.Equal(1f, Build(folded with { RecordedAt = folded.DeliveredAt }, "review_already_in"));
    }

    [Fact]
    public void an_event_on_a_closed_day_counts_on_the_first_open_one()
    {
        Observe(Review("a", "2018-03-12 12:00:00", 5));
        Build(Delivered(deliveredAt: "2018-03-14 12:00:00"), "seller_reviews");
        table.Observe(Review("b", "2018-03-11 12:00:00", 5), new LogPosition(InputLog.Reviews, 1, 0));
        Assert.Equal(1, table.Counters.Late);
        Assert.Equal(1f, Build(Delivered(deliveredAt: "2018-03-14 12:00:00"), "seller_reviews"));
        Assert.Equal(2f, Build(Delivered(deliveredAt: "2018-03-15 12:00:00"), "seller_reviews"));
    }

    [Fact]
    public void a_delivery_dated_far_ahead_does_not_close_the_days_of_others()
    {
        Observe(Review("a", "2018-03-12 12:00:00", 5));
        Build(Delivered("o2", "2018-03-12 13:00:00") with { DeliveredAt = At("2099-01-01 00:00:00") }, "seller_reviews");
        Observe(Review("b", "2018-03-14 12:00:00", 5));
        Assert.Equal(0, table.Counters.Late);
        Assert.Equal(2f, Build(Delivered(deliveredAt: "2018-03-15 12:00:00"), "seller_reviews"));
    }

    [Fact]
    public void a_partition_has_passed_a_moment_four_minutes_later()
    {
        Observe(Review("a", "2018-03-12 12:04:00", 5));
        Assert.True(table.HasPassed(InputLog.Reviews, 0, At("2018-03-12 12:00:00")));
        Assert.False(table.HasPassed(InputLog.Reviews, 0, At("2018-03-12 12:00:00.001")));
        Assert.False(table.HasPassed(InputLog.Reviews, 1, At("2018-03-12 12:00:00")));
        Assert.False(table.HasPassed(InputLog.Deliveries, 0, At("2018-03-12 12:00:00")));
        Assert.Equal(At("2018-03-12 12:04:00"), table.Through);
    }

    [Fact]
    public void an_order_is_forgotten_four_hundred_days_after_its_last_event()
    {
        Observe(Delivered());
        Observe(Review("o1", "2018-03-16 12:00:00", 1));
        Build(Delivered("o2", "2019-04-20 12:00:00"), "seller_reviews");
        Assert.Equal(1, table.RememberedOrders);
        Assert.Equal(1f, Build(Delivered("o2", "2019-04-21 12:00:00"), "seller_reviews"));
        Assert.Equal(0, table.RememberedOrders);
    }

    [Fact]
    public void an_event_from_before_everything_remembered_is_ignored_and_counted()
    {
        Build(Delivered("o2", "2018-03-14 12:00:00"), "seller_reviews");
        table.Observe(Review("a", "2017-02-06 23:00:00", 1), new LogPosition(InputLog.Reviews, 0, 0));
        table.Observe(Review("b", "2017-02-07 00:00:00", 1), new LogPosition(InputLog.Reviews, 0, 1));
        Assert.Equal(1, table.Counters.TooOld);
        Assert.Equal(1, table.Counters.Reviews);
    }

    [Fact]
    public void versions_and_reviews_of_one_order_beyond_the_limit_are_counted_apart_and_change_nothing()
    {
        for (var version = 1; version <= HistoryTable.MostVersions; version++)
            Observe(Delivered() with { EventId = $"v{version}", Version = version });
        for (var review = 1; review <= HistoryTable.MostReviews; review++)
            Observe(Review($"r{review}", "2018-03-15 12:00:00", 1) with { OrderId = "o1" });
        Assert.Equal(
            (HistoryTable.MostVersions, HistoryTable.MostReviews, 0),
            (table.Counters.Deliveries, table.Counters.Reviews, table.Counters.TooMany)
        );

        var beyond = Delivered() with { EventId = "beyond", Version = HistoryTable.MostVersions + 1 };
        var position = new LogPosition(InputLog.Deliveries, 0, offset);
        Observe(beyond);
        Observe(Review("beyond", "2018-03-15 12:00:00", 1) with { OrderId = "o1" });

        Assert.Equal(
            (HistoryTable.MostVersions, HistoryTable.MostReviews, 2),
            (table.Counters.Deliveries, table.Counters.Reviews, table.Counters.TooMany)
        );
        Assert.False(table.IsAccepted(beyond, position));
        Assert.True(table.IsBeyondLimit(beyond));
        Assert.False(table.IsBeyondLimit(beyond with { Version = 1 })); // a repetition
        Assert.False(table.IsBeyondLimit(Delivered("o2")));
    }

    [Fact]
    public void a_position_in_the_other_log_is_refused() =>
        Assert.Throws<ArgumentException>(() => table.Observe(Delivered(), new LogPosition(InputLog.Reviews, 0, 0)));

    [Fact]
    public void building_allocates_nothing_once_its_days_are_closed()
    {
        Observe(Review("o1", "2018-03-12 12:00:00", 1));
        Observe(Review("o2", "2018-03-13 12:00:00", 1));
        var order = Delivered() with { Items = [Item(1), Item(2, "s2", "p2")] };
        var row = new FeatureRow();
        for (var i = 0; i < 100; i++)
            FeatureBuilder.Build(order, table, row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        FeatureBuilder.Build(order, table, row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Observe(OrderDelivered delivery) => table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset++));

    private void Observe(ReviewSubmitted review) => table.Observe(review, new LogPosition(InputLog.Reviews, 0, offset++));

    private float Build(OrderDelivered order, string feature)
    {
        var row = new FeatureRow();
        FeatureBuilder.Build(order, table, row);
        return row.Values[FeatureSchema.IndexOf(feature)];
    }
}
