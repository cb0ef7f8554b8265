using Confluent.Kafka;
using Streaming.Kafka.Logs;
using Streaming.Scorer.Deliveries;
using Xunit;

namespace Streaming.Scorer.Tests.Deliveries;

public sealed class PolledOffsetsTests
{
    private static readonly TopicPartition Partition = new("order-delivered", 0);

    private readonly PolledOffsets polled = new();

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void an_offset_that_was_passed_is_of_another_topic(long next)
    {
        polled.Note(At(3));
        polled.Note(At(16));
        var anew = Assert.Throws<TopicMadeAnewException>(() => polled.Note(At(next)));
        Assert.Contains($"order-delivered partition 0 gave offset {next} after offset 16", anew.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_partition_that_was_away_may_begin_anywhere()
    {
        polled.Note(At(16));
        polled.Forget([Partition]);
        polled.Note(At(3));
    }

    private static ConsumeResult<byte[], byte[]> At(long offset) => new() { TopicPartitionOffset = new(Partition, offset) };
}
