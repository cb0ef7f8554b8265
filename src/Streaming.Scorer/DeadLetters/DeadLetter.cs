using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// A record that cannot be scored: key, bytes, headers and timestamp as received, plus why. The headers are those of Spring Kafka's
/// DeadLetterPublishingRecoverer, which consoles and frameworks already read, and four of our own.
/// </summary>
internal static class DeadLetter
{
    public const string OriginalTopic = "kafka_dlt-original-topic";
    public const string OriginalPartition = "kafka_dlt-original-partition";
    public const string OriginalOffset = "kafka_dlt-original-offset";
    public const string OriginalTimestamp = "kafka_dlt-original-timestamp";
    public const string OriginalTimestampType = "kafka_dlt-original-timestamp-type";
    public const string OriginalConsumerGroup = "kafka_dlt-original-consumer-group";
    public const string ExceptionClass = "kafka_dlt-exception-fqcn";
    public const string ExceptionMessage = "kafka_dlt-exception-message";
    public const string ExceptionStackTrace = "kafka_dlt-exception-stacktrace";
    public const string ReasonCode = "x-reason-code";
    public const string Attempt = "x-attempt";
    public const string FirstFailedAt = "x-first-failed-at";
    public const string TraceParent = "traceparent";

    private const int StackTraceLimitBytes = 8 * 1024;

    public static Message<byte[], byte[]> From(ConsumeResult<byte[], byte[]> record, ContractException why, string group, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? [])
            headers.Add(header.Key, header.GetValueBytes());

        var timestamp = record.Message.Timestamp;
        headers.Add(OriginalTopic, Encoding.UTF8.GetBytes(record.Topic));
        headers.Add(OriginalPartition, BigEndian(record.Partition.Value));
        headers.Add(OriginalOffset, BigEndian(record.Offset.Value));
        headers.Add(OriginalTimestamp, BigEndian(timestamp.UnixTimestampMs));
        headers.Add(OriginalTimestampType, Encoding.UTF8.GetBytes(timestamp.Type == TimestampType.LogAppendTime ? "LogAppendTime" : "CreateTime"));
        headers.Add(OriginalConsumerGroup, Encoding.UTF8.GetBytes(group));
        headers.Add(ExceptionClass, Encoding.UTF8.GetBytes(why.GetType().FullName!));
        headers.Add(ExceptionMessage, Encoding.UTF8.GetBytes(why.Message));
        headers.Add(ExceptionStackTrace, Cut(why.ToString()));
        headers.Add(ReasonCode, Encoding.UTF8.GetBytes(why.ReasonCode));
        headers.Add(Attempt, Encoding.UTF8.GetBytes("1"));
        headers.Add(FirstFailedAt, Encoding.UTF8.GetBytes(now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)));
        if (!headers.TryGetLastBytes(TraceParent, out _))
            headers.Add(TraceParent, Encoding.UTF8.GetBytes($"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00"));

        return new Message<byte[], byte[]> { Key = record.Message.Key!, Value = record.Message.Value!, Headers = headers, Timestamp = timestamp };
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] BigEndian(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>At most 8 KiB, cut between two characters.</summary>
    private static byte[] Cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= StackTraceLimitBytes) return bytes;
        var end = StackTraceLimitBytes;
        while ((bytes[end] & 0xC0) == 0x80) end--;
        return bytes[..end];
    }
}
