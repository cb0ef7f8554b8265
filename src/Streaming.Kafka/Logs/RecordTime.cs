using Confluent.Kafka;

namespace Streaming.Kafka.Logs;

/// <summary>A Kafka record's own timestamp, which may be any number: none, negative, microseconds given as milliseconds.</summary>
public static class RecordTime
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The moment in UTC; null where the record has no timestamp, or none within the years 1970 to 9999.</summary>
    public static DateTime? InstantOf(Timestamp timestamp) =>
        timestamp.Type == TimestampType.NotAvailable || timestamp.UnixTimestampMs < 0 || timestamp.UnixTimestampMs > Latest
            ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(timestamp.UnixTimestampMs).UtcDateTime;
}
