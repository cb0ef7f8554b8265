using System.Text;

namespace Streaming.Contracts.Tests;

public sealed class LocalTimeTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(86_399_999, 0)]
    [InlineData(86_400_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-86_400_000, -1)]
    [InlineData(-86_400_001, -2)]
    [InlineData(int.MaxValue * 86_400_000L, int.MaxValue)]
    [InlineData(int.MinValue * 86_400_000L, int.MinValue)]
    public void the_day_is_rounded_down(long milliseconds, int day) => Assert.Equal(day, new LocalTime(milliseconds).Day);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void a_day_that_fits_no_number_is_an_overflow(long milliseconds) =>
        Assert.Throws<OverflowException>(() => new LocalTime(milliseconds).Day);

    [Fact]
    public void the_day_is_the_calendars()
    {
        for (var day = -800_000; day < 800_000; day += 997)
        {
            var midnight = LocalTime.StartOfDay(day);
            Assert.Equal(day, midnight.Day);
            Assert.Equal(day - 1, midnight.AddMilliseconds(-1).Day);
            Assert.Equal(day, midnight.AddMilliseconds(LocalTime.MillisecondsPerDay - 1).Day);
        }
    }

    [Theory]
    [InlineData("2018-03-09 10:12:13", "2018-03-09 10:12:13")]
    [InlineData("2018-03-09T10:12:13", "2018-03-09 10:12:13")]
    [InlineData("2018-03-09 10:12:13.450", "2018-03-09 10:12:13.450")]
    [InlineData("0001-01-01 00:00:00", "0001-01-01 00:00:00")]
    [InlineData("9999-12-31 23:59:59.999", "9999-12-31 23:59:59.999")]
    public void text_is_read_and_written(string text, string written) => Assert.Equal(written, LocalTime.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2018-03-09")]
    [InlineData("2018-02-30 00:00:00")]
    [InlineData("09/03/2018 10:12:13")]
    public void what_is_no_time_is_refused_with_its_text(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => LocalTime.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2018-03-09 10:12:13")]
    [InlineData("2018-03-09T10:12:13")]
    [InlineData("2018-03-09 10:12:13.450")]
    [InlineData("2016-02-29 23:59:59")]
    [InlineData("2017-02-29 00:00:00")]
    [InlineData("0000-01-01 00:00:00")]
    [InlineData("2018-13-01 00:00:00")]
    [InlineData("2018-01-00 00:00:00")]
    [InlineData("2018-01-01 24:00:00")]
    [InlineData("2018-01-01 00:60:00")]
    [InlineData("2018-01-01 00:00:60")]
    [InlineData("2018-01-01 00:00:0x")]
    [InlineData("2018-01-01 00.00.00")]
    [InlineData(" 018-01-01 00:00:00")]
    [InlineData("２018-01-01 00:00:00")]
    [InlineData("")]
    public void bytes_are_read_as_characters_are(string text)
    {
        var isTime = LocalTime.TryParse(text, out var ofCharacters);

        Assert.Equal(isTime, LocalTime.TryParse(Encoding.UTF8.GetBytes(text), out var ofBytes));
        Assert.Equal(ofCharacters, ofBytes);
    }

    [Fact]
    public void a_time_outside_the_calendar_is_shown_as_its_number() =>
        Assert.Equal("9223372036854775807 ms", new LocalTime(long.MaxValue).ToString());
}
