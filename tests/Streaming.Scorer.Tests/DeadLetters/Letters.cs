using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Scorer.Tests.DeadLetters;

/// <summary>Dead letters and releases as a follower reads them.</summary>
internal static class Letters
{
    public const string Input = "order-delivered";

    /// <summary>Kafka timestamp of every record.</summary>
    public const long Stamp = 1_600_000_000_123;

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static byte[] Key(string key) => Encoding.UTF8.GetBytes(key);

    /// <param name="cameFrom">Input offset; the partition is the dead letter's.</param>
    public static StoredLetter Letter(
        string? key,
        int partition,
        long offset,
        long cameFrom,
        string reason = ReasonCodes.Undecodable,
        Headers? headers = null,
        byte[]? value = null,
        long stamp = Stamp
    ) =>
        new(
            Stored(
                new ConsumeResult<byte[], byte[]>
                {
                    TopicPartitionOffset = new TopicPartitionOffset(Input, partition, cameFrom),
                    Message = new Message<byte[], byte[]>
                    {
                        Key = key is null ? null! : Key(key),
                        Value = value ?? [1],
                        Headers = headers,
                        Timestamp = new Timestamp(stamp, TimestampType.CreateTime),
                    },
                },
                reason,
                partition,
                offset
            )
        );

    public static DeadLettersRedriven Release(int partition, long through, int attempts = 0) =>
        new()
        {
            EventId = "release",
            RecordedAt = Now.UtcDateTime,
            DeadLetterPartition = partition,
            ReleasedThrough = through,
            Attempts = attempts,
            Scored = 1,
            Discarded = 0,
            RedrivenBy = "ana",
            Why = "test",
        };

    private static ConsumeResult<byte[], byte[]> Stored(
        ConsumeResult<byte[], byte[]> received,
        string reason,
        int partition,
        long offset
    ) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset("order-delivered-dlt", partition, offset),
            Message = DeadLetter.From(received, new ContractException(reason, "broken"), "group", Now),
        };
}
