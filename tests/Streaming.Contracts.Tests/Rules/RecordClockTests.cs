using Streaming.Contracts.Rules;
using Xunit;

namespace Streaming.Contracts.Tests.Rules;

public sealed class RecordClockTests
{
    private static readonly LocalTime Written = LocalTime.Parse("2018-03-01 12:00:00");

    [Theory]
    [InlineData("2018-03-02 14:00:00", true)]
    [InlineData("2018-03-02 14:00:00.001", false)]
    [InlineData("1991-01-01 00:00:00", true)] // a replay has old times
    [InlineData("2099-06-01 00:00:00", false)]
    public void recorded_at_may_lie_26_hours_ahead_of_the_record(string recordedAt, bool isVouchedFor) =>
        Assert.Equal(isVouchedFor, IsVouchedFor(LocalTime.Parse(recordedAt), Written.Milliseconds));

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void a_timestamp_in_another_unit_is_understood(long perMillisecond)
    {
        var stamp = Written.Milliseconds * perMillisecond;
        Assert.Equal(Written.Milliseconds, RecordClock.MillisecondsOf(stamp));
        Assert.True(IsVouchedFor(Written, stamp));
        Assert.False(IsVouchedFor(LocalTime.Parse("2018-03-02 14:00:00.001"), stamp));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(1_519_905_600L)] // seconds are a time of 1970
    [InlineData(4_102_444_800_000L)] // the year 2100
    [InlineData(253_402_300_800_000L)] // the year 10000, and as microseconds 1978
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void a_timestamp_that_is_no_time_vouches_for_nothing(long? stamp)
    {
        var refused = Assert.Throws<ContractException>(() => RecordClock.Check("order-delivered", Written, stamp));
        Assert.Equal(ReasonCodes.ContractViolation, refused.ReasonCode);
        Assert.Contains(
            $"and {stamp?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} is no time from 1990 to 2099",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("recorded_at is 2018-03-01 12:00:00", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void the_message_names_both_values_and_the_rule()
    {
        var refused = Assert.Throws<ContractException>(() =>
            RecordClock.Check("review-submitted", LocalTime.Parse("2035-01-01 00:00:00"), Written.Milliseconds * 1_000)
        );
        Assert.StartsWith(
            "review-submitted: recorded_at is 2035-01-01 00:00:00; it must be at most 26 hours after the record's Kafka timestamp, "
                + "2018-03-01 12:00:00 UTC (the timestamp 1519905600000000 is in microseconds).",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    private static bool IsVouchedFor(LocalTime recordedAt, long stamp) =>
        Record.Exception(() => RecordClock.Check("order-delivered", recordedAt, stamp)) is null;
}
