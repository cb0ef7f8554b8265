using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>A record of the dead-letter topic, as <see cref="DeadLetter.From"/> wrote it or as anybody else did: every header may be
/// missing or malformed.</summary>
public sealed class StoredLetter(ConsumeResult<byte[], byte[]> record)
{
    /// <summary>Where it stands on the dead-letter topic.</summary>
    public TopicPartitionOffset Position { get; } = record.TopicPartitionOffset;

    /// <summary>Null for a record that had none.</summary>
    public byte[]? Key => record.Message.Key;

    /// <summary>As received; null for a record that had none, and while an omitted one was not put back.</summary>
    public byte[]? Value { get; private set; } = record.Message.Value;

    /// <summary>The value was too large for the letter and is to be read from the record's own place; null when it was not.</summary>
    public string? OmittedValueSha256 => Text(DeadLetter.OmittedValueSha256);

    /// <summary>Why an omitted value cannot be put back; null while it was not tried, or when it was.</summary>
    public string? ValueGone { get; private set; }

    /// <summary>As written; empty for a record that has none.</summary>
    public Headers Headers { get; } = record.Message.Headers ?? [];

    /// <summary>Where it stood in its input topic; null when the headers do not say.</summary>
    public TopicPartitionOffset? Original { get; } = OriginalOf(record.Message.Headers ?? []);

    /// <summary>The Kafka timestamp that it had in its input topic; null when the headers do not say.</summary>
    public long? OriginalStamp { get; } = Number(record.Message.Headers ?? [], DeadLetter.OriginalTimestamp, sizeof(long));

    /// <summary>One of <see cref="ReasonCodes"/>; null when the header is missing.</summary>
    public string? Reason => Text(DeadLetter.ReasonCode);

    /// <summary>
    /// True for a sound record that the histories count: it only waits behind another one, or failed when it was scored. False for one that
    /// was refused.
    /// </summary>
    public bool StandsInHistories => Reason == ReasonCodes.ParkedBehind || Text(DeadLetter.FailedStep) == DeadLetter.StepScore;

    /// <summary>The header's last value as text; null when it is missing.</summary>
    public string? Text(string header) =>
        Headers.TryGetLastBytes(header, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The record as the scorer read it: its own coordinates and timestamp, and without the headers that the dead letter
    /// added.</summary>
    /// <exception cref="ContractException">The headers do not say where it came from.</exception>
    public ConsumeResult<byte[], byte[]> ToOriginal()
    {
        if (Original is null)
            throw new ContractException(
                ReasonCodes.ContractViolation,
                $"dead letter {Position}: no headers {DeadLetter.OriginalTopic}, -partition and -offset say where it came from"
            );
        if (Value is null && OmittedValueSha256 is not null)
        {
            var why = ValueGone ?? "it was not read from the record's place";
            throw new ContractException(ReasonCodes.Empty, $"dead letter {Position} came without its value: {why}");
        }

        var type = Text(DeadLetter.OriginalTimestampType) switch
        {
            DeadLetter.LogAppendTime => TimestampType.LogAppendTime,
            DeadLetter.NoTimestampType => TimestampType.NotAvailable,
            _ => TimestampType.CreateTime,
        };
        var timestamp = OriginalStamp is { } milliseconds ? new Timestamp(milliseconds, type) : record.Message.Timestamp;
        return new ConsumeResult<byte[], byte[]>
        {
            TopicPartitionOffset = Original,
            Message = new Message<byte[], byte[]>
            {
                Key = Key!,
                Value = Value!,
                Headers = AsReceived(),
                Timestamp = timestamp,
            },
        };
    }

    /// <summary>Puts an omitted value back, or says why that cannot be done.</summary>
    /// <param name="found">The value that stands at the record's place; null where nothing does.</param>
    public void PutBack(byte[]? found)
    {
        if (found is not null && Convert.ToHexStringLower(SHA256.HashData(found)) == OmittedValueSha256)
            Value = found;
        else
            ValueGone =
                $"{Original} {(found is null ? "is not there any more" : "holds another record by now")}; "
                + $"the value had {Text(DeadLetter.OmittedValueBytes) ?? "?"} bytes and SHA-256 {OmittedValueSha256}";
    }

    /// <summary>The dead letter's own headers begin with the last original topic: a record that was a dead letter before carries older
    /// ones.</summary>
    private Headers AsReceived()
    {
        var kept = Headers.Count;
        for (var i = Headers.Count - 1; i >= 0 && kept == Headers.Count; i--)
            if (Headers[i].Key == DeadLetter.OriginalTopic)
                kept = i;
        var received = new Headers();
        for (var i = 0; i < kept; i++)
            received.Add(Headers[i].Key, Headers[i].GetValueBytes());
        return received;
    }

    private static TopicPartitionOffset? OriginalOf(Headers headers) =>
        headers.TryGetLastBytes(DeadLetter.OriginalTopic, out var topic)
        && topic is not null
        && Number(headers, DeadLetter.OriginalPartition, sizeof(int)) is { } partition and >= 0
        && Number(headers, DeadLetter.OriginalOffset, sizeof(long)) is { } offset and >= 0
            ? new TopicPartitionOffset(Encoding.UTF8.GetString(topic), (int)partition, offset)
            : null;

    /// <summary>A big-endian integer of exactly that many bytes; null for anything else.</summary>
    private static long? Number(Headers headers, string header, int size) =>
        !headers.TryGetLastBytes(header, out var bytes) || bytes?.Length != size ? null
        : size == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(bytes)
        : BinaryPrimitives.ReadInt64BigEndian(bytes);
}
