using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// A record that cannot be scored: key, bytes and headers as received, plus why. The headers are those of Spring Kafka's
/// DeadLetterPublishingRecoverer, which consoles and frameworks already read, and some of our own. Its own timestamp is the time of its
/// writing: retention must count from then, and a topic may refuse the record's. What no topic can take is left out, and told by its size
/// and SHA-256: the record's place says where it can be read.
/// </summary>
public static class DeadLetter
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

    /// <summary>Where the record failed: <see cref="StepScore"/> stands in the histories, anything else does not.</summary>
    public const string FailedStep = "x-failed-step";

    /// <summary>
    /// The record was sound and is counted in the histories; what failed is its score or what would be published about it.
    /// </summary>
    public const string StepScore = "score";

    public const string OmittedValueBytes = "x-omitted-value-bytes";
    public const string OmittedValueSha256 = "x-omitted-value-sha256";
    public const string OmittedKeyBytes = "x-omitted-key-bytes";
    public const string OmittedKeySha256 = "x-omitted-key-sha256";
    public const string OmittedHeaders = "x-omitted-headers";

    public const string LogAppendTime = "LogAppendTime";
    public const string NoTimestampType = "NoTimestampType";

    private const int TextLimitBytes = 8 * 1024;

    /// <summary>For the headers that say why.</summary>
    private const int OwnHeaderBytes = 4 * TextLimitBytes;

    /// <summary>What of the record goes into a letter: the topic and our own client take no more.</summary>
    private const long MostReceivedBytes = Topics.LargestDeadLetterBytes - OwnHeaderBytes;

    /// <summary>A key beyond this is no order's: ids have at most 4,096 characters.</summary>
    private const int LargestKeyBytes = 64 * 1024;

    /// <summary>The dead letter of a record.</summary>
    /// <param name="record">As received.</param>
    /// <param name="why">Of <see cref="ReasonCodes.ProcessingFailed"/> the inner exception is what happened.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="step">Where it failed; null for a record that breaks the contract.</param>
    /// <param name="omitValue">Leave the value out, and all that is not needed: the letter was refused before.</param>
    public static Message<byte[], byte[]> From(
        ConsumeResult<byte[], byte[]> record,
        ContractException why,
        string group,
        DateTimeOffset now,
        string? step = null,
        bool omitValue = false
    )
    {
        var received = record.Message;
        var headers = new Headers();
        var left = MostReceivedBytes - (received.Key?.Length ?? 0);
        var keepsValue = !omitValue && (received.Value?.Length ?? 0) + RecordSize.Of(received.Headers) <= left;
        var keepsHeaders = keepsValue || (!omitValue && RecordSize.Of(received.Headers) <= left);
        var keepsKey = received.Key is null || received.Key.Length <= LargestKeyBytes || keepsValue;
        if (keepsHeaders)
        {
            foreach (var header in received.Headers ?? [])
                headers.Add(header.Key, header.GetValueBytes());
        }

        AddOrigin(headers, record, group);
        var fault = why is { ReasonCode: ReasonCodes.ProcessingFailed, InnerException: { } unexpected } ? unexpected : why;
        headers.Add(ExceptionClass, Encoding.UTF8.GetBytes(fault.GetType().FullName!));
        headers.Add(ExceptionMessage, Cut(fault.Message));
        headers.Add(ExceptionStackTrace, Cut(why.ToString()));
        headers.Add(ReasonCode, Encoding.UTF8.GetBytes(why.ReasonCode));
        headers.Add(Attempt, Encoding.UTF8.GetBytes("1"));
        headers.Add(
            FirstFailedAt,
            Encoding.UTF8.GetBytes(now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
        );
        if (step is not null)
            headers.Add(FailedStep, Encoding.UTF8.GetBytes(step));
        if (!keepsValue && received.Value is { } value)
            AddOmitted(headers, OmittedValueBytes, OmittedValueSha256, value);
        if (!keepsKey)
            AddOmitted(headers, OmittedKeyBytes, OmittedKeySha256, received.Key!);
        if (!keepsHeaders && received.Headers?.Count > 0)
            headers.Add(OmittedHeaders, Number(received.Headers.Count));
        if (!headers.TryGetLastBytes(TraceParent, out _))
            headers.Add(TraceParent, Encoding.UTF8.GetBytes($"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00"));

        // Without a timestamp of its own: the client writes the present time.
        return new Message<byte[], byte[]>
        {
            Key = keepsKey ? received.Key! : null!,
            Value = keepsValue ? received.Value! : null!,
            Headers = headers,
            Timestamp = Timestamp.Default,
        };
    }

    private static void AddOrigin(Headers headers, ConsumeResult<byte[], byte[]> record, string group)
    {
        var timestamp = record.Message.Timestamp;
        headers.Add(OriginalTopic, Encoding.UTF8.GetBytes(record.Topic));
        headers.Add(OriginalPartition, BigEndian(record.Partition.Value));
        headers.Add(OriginalOffset, BigEndian(record.Offset.Value));
        headers.Add(OriginalTimestamp, BigEndian(timestamp.UnixTimestampMs));
        headers.Add(
            OriginalTimestampType,
            Encoding.UTF8.GetBytes(
                timestamp.Type switch
                {
                    TimestampType.LogAppendTime => LogAppendTime,
                    TimestampType.NotAvailable => NoTimestampType,
                    _ => "CreateTime",
                }
            )
        );
        headers.Add(OriginalConsumerGroup, Encoding.UTF8.GetBytes(group));
    }

    private static void AddOmitted(Headers headers, string bytes, string sha256, byte[] omitted)
    {
        headers.Add(bytes, Number(omitted.Length));
        headers.Add(sha256, Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(omitted))));
    }

    private static byte[] Number(int value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

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
        if (bytes.Length <= TextLimitBytes)
            return bytes;
        var end = TextLimitBytes;
        while ((bytes[end] & 0xC0) == 0x80)
            end--;
        return bytes[..end];
    }
}
