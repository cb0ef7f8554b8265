using Confluent.Kafka;
using Streaming.Scorer.DeadLetters;
using Xunit;

namespace Streaming.Scorer.Tests.DeadLetters;

public sealed class RefusedPositionsTests
{
    private readonly RefusedPositions refused = new(Letters.Input);

    [Fact]
    public void a_letter_of_an_earlier_topic_refuses_nothing_of_the_one_that_was_made_anew()
    {
        refused.Add(Letters.Letter("a", 0, 10, cameFrom: 5));
        Assert.True(refused.Contains(Record(5, Letters.Stamp)));
        Assert.False(refused.Contains(Record(5, Letters.Stamp + 1)));
    }

    [Fact]
    public void both_topics_may_have_a_refused_record_at_the_same_place()
    {
        refused.Add(Letters.Letter("a", 0, 10, cameFrom: 5));
        refused.Add(Letters.Letter("b", 0, 11, cameFrom: 5, stamp: 7));
        refused.Add(Letters.Letter("b", 0, 12, cameFrom: 4, stamp: 7));
        Assert.True(refused.Contains(Record(5, Letters.Stamp)));
        Assert.True(refused.Contains(Record(5, 7)));
        Assert.True(refused.Contains(Record(4, 7)));
        Assert.False(refused.Contains(Record(4, Letters.Stamp)));
    }

    [Fact]
    public void a_letter_that_does_not_say_when_its_record_was_written_refuses_its_place()
    {
        var letter = Letters.Letter("a", 0, 10, cameFrom: 5);
        letter.Headers.Remove(DeadLetter.OriginalTimestamp);
        refused.Add(
            new StoredLetter(
                new ConsumeResult<byte[], byte[]>
                {
                    TopicPartitionOffset = letter.Position,
                    Message = new Message<byte[], byte[]>
                    {
                        Key = letter.Key!,
                        Value = [1],
                        Headers = letter.Headers,
                    },
                }
            )
        );
        Assert.True(refused.Contains(Record(5, 99)));
        Assert.False(refused.Contains(Record(6, 99)));
    }

    private static ConsumeResult<byte[], byte[]> Record(long offset, long stamp) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset(Letters.Input, 0, offset),
            Message = new Message<byte[], byte[]> { Timestamp = new Timestamp(stamp, TimestampType.CreateTime) },
        };
}
