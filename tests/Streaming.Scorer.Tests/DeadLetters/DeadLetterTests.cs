using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.DeadLetters;
using Xunit;

namespace Streaming.Scorer.Tests.DeadLetters;

public sealed class DeadLetterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static ConsumeResult<byte[], byte[]> Received(Headers? headers = null, TimestampType type = TimestampType.CreateTime) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset("order-delivered", 258, 0x0102030405060708),
            Message = new Message<byte[], byte[]>
            {
                Key = [0xFF, 0x00],
                Value = [0x80, 0x81],
                Headers = headers,
                Timestamp = new Timestamp(1_500_000_000_123, type),
            },
        };

    [Fact]
    public void key_value_and_headers_are_kept_byte_for_byte()
    {
        var letter = DeadLetter.From(
            Received(new Headers { { "a", [1, 2, 0xFF] } }),
            new ContractException(ReasonCodes.Undecodable, "broken"),
            "group",
            Now
        );

        Assert.Equal([0xFF, 0x00], letter.Key);
        Assert.Equal([0x80, 0x81], letter.Value);
        Assert.Equal([1, 2, 0xFF], letter.Headers.GetLastBytes("a"));
    }

    [Fact]
    public void coordinates_are_big_endian_integers_as_spring_kafka_writes_them()
    {
        var headers = DeadLetter.From(Received(), new ContractException(ReasonCodes.Undecodable, "broken"), "group", Now).Headers;

        Assert.Equal("order-delivered", Text(headers, "kafka_dlt-original-topic"));
        Assert.Equal([0, 0, 1, 2], headers.GetLastBytes("kafka_dlt-original-partition"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], headers.GetLastBytes("kafka_dlt-original-offset"));
        Assert.Equal([0, 0, 0x01, 0x5D, 0x3E, 0xF7, 0x98, 0x7B], headers.GetLastBytes("kafka_dlt-original-timestamp"));
        Assert.Equal("CreateTime", Text(headers, "kafka_dlt-original-timestamp-type"));
        Assert.Equal("group", Text(headers, "kafka_dlt-original-consumer-group"));
    }

    [Theory]
    [InlineData(TimestampType.CreateTime, 1_500_000_000_123, "CreateTime")]
    [InlineData(TimestampType.LogAppendTime, 1_500_000_000_123, "LogAppendTime")]
    [InlineData(TimestampType.NotAvailable, -1, "NoTimestampType")]
    [InlineData(TimestampType.CreateTime, 1_790_000_000_000_000, "CreateTime")]
    [InlineData(TimestampType.CreateTime, long.MinValue, "CreateTime")]
    public void a_letter_is_written_now_whatever_time_its_record_bears(TimestampType type, long milliseconds, string name)
    {
        var received = Received(type: type);
        received.Message.Timestamp = new Timestamp(milliseconds, type);

        var letter = DeadLetter.From(received, new ContractException(ReasonCodes.Undecodable, "broken"), "group", Now);

        Assert.Equal(Timestamp.Default, letter.Timestamp); // the client writes the present time
        Assert.Equal(name, Text(letter.Headers, "kafka_dlt-original-timestamp-type"));
        Assert.Equal(
            milliseconds,
            System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(letter.Headers.GetLastBytes("kafka_dlt-original-timestamp"))
        );
        var back = new StoredLetter(
            new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("dlt", 0, 0), Message = letter }
        ).ToOriginal();
        Assert.Equal((milliseconds, type), (back.Message.Timestamp.UnixTimestampMs, back.Message.Timestamp.Type));
    }

    [Fact]
    public void the_reason_is_told_in_code_and_words()
    {
        var headers = DeadLetter
            .From(Received(), new ContractException(ReasonCodes.WrongMagicByte, "first byte 0x80"), "group", Now)
            .Headers;

        Assert.Equal("wrong_magic_byte", Text(headers, "x-reason-code"));
        Assert.Equal("first byte 0x80", Text(headers, "kafka_dlt-exception-message"));
        Assert.Equal("Streaming.Contracts.ContractException", Text(headers, "kafka_dlt-exception-fqcn"));
        Assert.Equal("1", Text(headers, "x-attempt"));
        Assert.Equal("2026-01-02T03:04:05.000Z", Text(headers, "x-first-failed-at"));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", Text(headers, "traceparent"));
    }

    [Fact]
    public void a_trace_that_came_with_the_record_goes_on()
    {
        var received = Received(new Headers { { "traceparent", Encoding.UTF8.GetBytes("00-aa-bb-01") } });

        var headers = DeadLetter.From(received, new ContractException(ReasonCodes.Undecodable, "broken"), "group", Now).Headers;

        Assert.Equal("00-aa-bb-01", Text(headers, "traceparent"));
        Assert.Single(headers, header => header.Key == "traceparent");
    }

    [Fact]
    public void a_long_stack_trace_is_cut_to_8_KiB_between_two_characters()
    {
        var headers = DeadLetter
            .From(Received(), new ContractException(ReasonCodes.Undecodable, new string('é', 10_000)), "group", Now)
            .Headers;

        var bytes = headers.GetLastBytes("kafka_dlt-exception-stacktrace");
        Assert.InRange(bytes.Length, 8 * 1024 - 1, 8 * 1024);
        Assert.EndsWith("é", new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), StringComparison.Ordinal);
    }

    private static string Text(Headers headers, string key) => Encoding.UTF8.GetString(headers.GetLastBytes(key));
}
