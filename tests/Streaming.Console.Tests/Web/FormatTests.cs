using Streaming.Console.Drift;
using Streaming.Console.Pages.Overview;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Tests.Web;

public sealed class FormatTests
{
    [Theory]
    [InlineData(null, "no promised date")]
    [InlineData(0.5, "less than a day late")]
    [InlineData(1.0, "1 day late")]
    [InlineData(1.4, "1 day late")]
    [InlineData(1.5, "2 days late")]
    [InlineData(12.0, "12 days late")]
    [InlineData(0.0, "on the promised day")]
    [InlineData(-1.0, "1 day early")]
    [InlineData(-1.2, "1 day early")]
    [InlineData(-7.6, "8 days early")]
    public void a_delay_is_said_with_its_number_of_days(double? days, string words) => Assert.Equal(words, Format.Delay(days));

    [Fact]
    public void a_per_cent_sign_stays_on_the_line_of_its_number()
    {
        Assert.Equal("26\u00A0%", Format.Percent(0.26, 0));
        Assert.Equal("26\u00A0% were unsatisfied", Format.Unbroken("26 % were unsatisfied"));
    }

    [Theory]
    [InlineData(0.01, "The score is stable (PSI 0.010). Of 1 feature, 0 shifted majorly and 0 moderately; 1 score of these whole days.")]
    [InlineData(
        0.15,
        "The score shows a moderate shift (PSI 0.150). Of 1 feature, 0 shifted majorly and 1 moderately; 1 score of these whole days."
    )]
    [InlineData(
        0.43,
        "The score shows a major shift (PSI 0.430). Of 1 feature, 1 shifted majorly and 0 moderately; 1 score of these whole days."
    )]
    public void drift_is_said_in_a_sentence(double psi, string words)
    {
        var shift = Shift(psi);
        Assert.Equal(words, DriftFormatter.Lead(new DriftView("a", 1, true, shift, null, [shift])));
    }

    [Theory]
    [InlineData(1, 0, 0, "left out 1 event older than everything they remember: ", "recorded_at", "reviews_rejected_total")]
    [InlineData(0, 2, 0, "counted 2 events that came too late on a later day than their own: ", "recorded_at", "reviews_rejected_total")]
    [InlineData(0, 0, 1_234, "refused 1,234 reviews: ", "reviews_rejected_total", "recorded_at")]
    [InlineData(
        0,
        1,
        1,
        "counted 1 event that came too late on a later day than its own and refused 1 review: ",
        "recorded_at",
        "left out"
    )]
    public void what_the_histories_dropped_is_said_with_what_to_do(
        long tooOld,
        long late,
        long refused,
        string what,
        string remedy,
        string absent
    )
    {
        var said = DroppedFormatter.Of(new DroppedLine(tooOld, late, refused), Periods.Of("30d"), new DateTime(2018, 8, 29, 13, 0, 0));

        Assert.StartsWith("In the 30 whole days up to 2018-08-29 the scorers' histories " + what, said, StringComparison.Ordinal);
        Assert.Contains(remedy, said, StringComparison.Ordinal);
        Assert.DoesNotContain(absent, said, StringComparison.Ordinal);
    }

    [Fact]
    public void the_days_that_drift_counts_are_named_where_the_hours_of_the_tiers_are_others()
    {
        var through = new DateTime(2018, 8, 29, 13, 0, 0);
        Assert.Equal("of the whole day 2018-08-29", DriftFormatter.Days(Periods.Of("1d"), through));
        Assert.Equal("of the 30 whole days up to 2018-08-29", DriftFormatter.Days(Periods.Of("30d"), through));
    }

    private static HistogramDrift Shift(double psi) => new("late_days", 1, 900, psi, 0.05, 0.1, 0.1, 0, 0, 0);
}
