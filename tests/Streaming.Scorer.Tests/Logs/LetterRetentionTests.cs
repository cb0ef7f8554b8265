using Streaming.Contracts;
using Streaming.Scorer.Logs;
using Xunit;

namespace Streaming.Scorer.Tests.Logs;

public sealed class LetterRetentionTests
{
    private const long Day = 86_400_000;

    [Theory]
    [InlineData(400, 400, true)]
    [InlineData(400, 500, true)]
    [InlineData(400, 90, false)]
    [InlineData(-1, 400, false)] // the input is kept for ever
    [InlineData(400, -1, true)]
    [InlineData(-1, -1, true)]
    public void letters_must_live_as_long_as_their_records(long inputDays, long letterDays, bool isEnough)
    {
        var complaint = new LetterRetention(
            "orders",
            inputDays < 0 ? -1 : inputDays * Day,
            "letters",
            letterDays < 0 ? -1 : letterDays * Day
        ).Complaint;
        Assert.Equal(isEnough, complaint is null);
        if (complaint is not null)
            Assert.Contains("on letters (kafka-configs.sh --alter)", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void the_topic_table_keeps_them_as_long() =>
        Assert.True(Topics.OrderDeliveredDeadLetters.Retention >= Topics.OrderDelivered.Retention);
}
