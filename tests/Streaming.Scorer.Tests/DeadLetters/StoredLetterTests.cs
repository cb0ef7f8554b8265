using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.DeadLetters;
using Xunit;

namespace Streaming.Scorer.Tests.DeadLetters;

public sealed class StoredLetterTests
{
    [Fact]
    public void the_record_comes_back_as_it_was_received()
    {
        var original = Letters.Letter("a", 3, 10, cameFrom: 0x0102030405060708, headers: new Headers { { "source", [0xFE] } }).ToOriginal();

        Assert.Equal(new TopicPartitionOffset(Letters.Input, 3, 0x0102030405060708), original.TopicPartitionOffset);
        Assert.Equal(Letters.Key("a"), original.Message.Key);
        Assert.Equal([1], original.Message.Value);
        Assert.Equal(new Timestamp(1_600_000_000_123, TimestampType.CreateTime), original.Message.Timestamp);
        var header = Assert.Single(original.Message.Headers);
        Assert.Equal(("source", 0xFE), (header.Key, header.GetValueBytes()[0]));
    }

    [Fact]
    public void a_trace_that_the_dead_letter_added_is_not_the_records_own()
    {
        var own = Letters.Letter("a", 3, 10, 5, headers: new Headers { { "traceparent", [1] } }).ToOriginal();
        var none = Letters.Letter("a", 3, 10, 5).ToOriginal();

        Assert.Equal("traceparent", Assert.Single(own.Message.Headers).Key);
        Assert.Empty(none.Message.Headers);
    }

    [Fact]
    public void a_record_that_was_a_dead_letter_before_keeps_the_headers_of_that_time()
    {
        var earlier = new Headers { { "kafka_dlt-original-topic", [9] }, { "x-reason-code", [9] } };

        var letter = Letters.Letter("a", 3, 10, 5, headers: earlier);

        Assert.Equal((ReasonCodes.Undecodable, 5L), (letter.Reason, letter.Original!.Offset.Value));
        Assert.Equal(["kafka_dlt-original-topic", "x-reason-code"], letter.ToOriginal().Message.Headers.Select(header => header.Key));
    }

    [Fact]
    public void without_coordinates_it_has_no_original_and_says_which_headers_are_missing()
    {
        var foreign = new StoredLetter(
            new ConsumeResult<byte[], byte[]>
            {
                TopicPartitionOffset = new TopicPartitionOffset("order-delivered-dlt", 1, 10),
                Message = new Message<byte[], byte[]>
                {
                    Headers = new Headers { { "kafka_dlt-original-topic", [65] }, { "kafka_dlt-original-partition", [1] } },
                },
            }
        );

        Assert.Null(foreign.Original);
        Assert.Contains("kafka_dlt-original-topic", Assert.Throws<ContractException>(foreign.ToOriginal).Message, StringComparison.Ordinal);
    }
}
