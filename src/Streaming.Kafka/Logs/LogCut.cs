using Confluent.Kafka;

namespace Streaming.Kafka.Logs;

/// <summary>Retention has removed records before they were read.</summary>
/// <param name="Partition">Of which log.</param>
/// <param name="Wanted">Offset that was to be read next.</param>
/// <param name="First">Offset of the first record that is left; greater.</param>
public readonly record struct LogCut(TopicPartition Partition, long Wanted, long First)
{
    /// <summary>For a reader that cannot do without the records.</summary>
    /// <exception cref="RecordsCutException">Always.</exception>
    public static void Refuse(LogCut cut) => throw new RecordsCutException(cut);
}

/// <summary>A reader needs records that retention has removed.</summary>
public sealed class RecordsCutException(LogCut cut)
    : KafkaException(
        new Error(
            ErrorCode.OffsetOutOfRange,
            $"{cut.Partition.Topic} partition {cut.Partition.Partition.Value}: retention removed offsets {cut.Wanted} to {cut.First - 1} "
                + "before they were read. Keep the topic longer (retention.ms, retention.bytes)"
        )
    );
