using Confluent.Kafka;
using Streaming.Marketplace.Synthetic;
using Streaming.Scorer.Deliveries;
using Xunit;

namespace Streaming.Scorer.Tests.Deliveries;

public sealed class UncommittedRecordsTests
{
    private readonly UncommittedRecords uncommitted = new();

    [Fact]
    public void what_was_sent_and_polled_comes_again_in_order_from_the_committed_offset_on()
    {
        uncommitted.MarkInFlight([Record(0, 5), Record(1, 7), Record(0, 6)]);

        uncommitted.Rewind([Record(0, 8), Record(1, 9)], [Committed(0, 6), Committed(1, 7)]);

        Assert.Equal(["0@6", "0@8", "1@7", "1@9"], Taken(10).Order(StringComparer.Ordinal));
        Assert.Empty(uncommitted.Again);
    }

    [Fact]
    public void a_commit_whose_answer_was_lost_but_succeeded_is_not_repeated()
    {
        uncommitted.MarkInFlight([Record(0, 5), Record(0, 6)]);

        uncommitted.Rewind([Record(0, 7)], [Committed(0, 7)]);

        Assert.Equal(["0@7"], Taken(10));
    }

    [Fact]
    public void what_is_settled_never_comes_again()
    {
        uncommitted.MarkInFlight([Record(0, 5)]);
        uncommitted.CompleteCommit();

        uncommitted.Rewind([], [Committed(0, 5)]);

        Assert.Empty(uncommitted.Again);
    }

    [Fact]
    public void everything_comes_again_where_nothing_is_committed_yet()
    {
        uncommitted.Rewind([Record(0, 0), Record(0, 1)], [Committed(0, Offset.Unset)]);

        Assert.Equal(["0@0", "0@1"], Taken(10));
    }

    [Fact]
    public void records_of_partitions_that_were_taken_away_are_left_to_their_new_owner()
    {
        uncommitted.MarkInFlight([Record(0, 5), Record(1, 7)]);
        uncommitted.Rewind([Record(2, 3)], [Committed(0, 5), Committed(1, 7), Committed(2, 3)]);

        uncommitted.Drop(new HashSet<TopicPartition> { new("orders", 1) });

        Assert.Equal(["0@5", "2@3"], Taken(10));
    }

    [Fact]
    public void a_partition_that_is_no_longer_ours_is_not_read_again()
    {
        uncommitted.MarkInFlight([Record(0, 5), Record(1, 7)]);

        uncommitted.Rewind([], [Committed(1, 7)]);

        Assert.Equal(["1@7"], Taken(10));
    }

    [Fact]
    public void a_batch_takes_no_more_than_its_size_and_what_is_polled_meanwhile_comes_last()
    {
        uncommitted.Rewind([Record(0, 1), Record(0, 2), Record(0, 3)], [Committed(0, 1)]);
        uncommitted.Add(Record(0, 4));

        Assert.Equal(["0@1", "0@2"], Taken(2));
        Assert.Equal(["0@3", "0@4"], Taken(2));
        Assert.Empty(Taken(2));
    }

    [Fact]
    public void a_second_trouble_in_the_middle_of_reading_again_keeps_the_order()
    {
        uncommitted.Rewind([Record(0, 1), Record(0, 2), Record(0, 3)], [Committed(0, 1)]);
        var batch = new List<ConsumeResult<byte[], byte[]>>();
        uncommitted.TakeInto(batch, new BatchLimit(2, long.MaxValue), _ => false);

        uncommitted.Rewind(batch, [Committed(0, 1)]);

        Assert.Equal(["0@1", "0@2", "0@3"], Taken(10));
    }

    private List<string> Taken(int most)
    {
        var batch = new List<ConsumeResult<byte[], byte[]>>();
        uncommitted.TakeInto(batch, new BatchLimit(most, long.MaxValue), _ => false);
        return [.. batch.Select(record => $"{record.Partition.Value}@{record.Offset.Value}")];
    }

    [Fact]
    public void a_record_that_must_be_alone_neither_follows_another_nor_is_followed()
    {
        uncommitted.MarkInFlight([Record(0, 5), Record(0, 6), Record(0, 7), Record(0, 8)]);
        uncommitted.Rewind([], [Committed(0, 5)]);
        var batches = new List<string>();
        while (uncommitted.Again.Count > 0)
        {
            var batch = new List<ConsumeResult<byte[], byte[]>>();
            uncommitted.TakeInto(batch, new BatchLimit(10, long.MaxValue), record => record.Offset == 6);
            batches.Add(string.Join(' ', batch.Select(record => record.Offset.Value)));
        }

        Assert.Equal(["5", "6", "7 8"], batches);
    }

    [Fact]
    public void a_batch_is_closed_by_the_record_that_passes_its_bytes()
    {
        uncommitted.MarkInFlight([.. Enumerable.Range(0, 5).Select(offset => Record(0, offset))]);
        uncommitted.Rewind([], [Committed(0, 0)]);
        var batch = new List<ConsumeResult<byte[], byte[]>>();

        Assert.True(uncommitted.TakeInto(batch, new BatchLimit(10, 100), _ => false));

        Assert.Equal(2, batch.Count);
    }

    private static ConsumeResult<byte[], byte[]> Record(int partition, long offset) =>
        new()
        {
            Topic = "orders",
            Partition = partition,
            Offset = offset,
            Message = new Message<byte[], byte[]> { Value = [1] },
        };

    private static TopicPartitionOffset Committed(int partition, Offset offset) => new("orders", partition, offset);
}
