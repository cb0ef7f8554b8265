using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.DeadLetters;
using Xunit;

namespace Streaming.Scorer.Tests.DeadLetters;

public sealed class ParkedOrdersTests
{
    private readonly ParkedOrders orders = new(Letters.Input);

    [Fact]
    public void a_key_with_a_dead_letter_is_parked_and_no_other()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));

        Assert.Equal(new TopicPartitionOffset(Letters.Input, 1, 5), Find("a"));
        Assert.Null(Find("b"));
        Assert.Equal(1, orders.Count);
    }

    [Fact]
    public void releases_of_letters_that_are_gone_are_not_kept()
    {
        for (var key = 0; key < 1_000; key++)
            Release($"key-{key}", 1, key);
        Assert.Equal(1_000, orders.ReleasesAhead);

        orders.Reached(1, 900);
        for (var key = 0; key < 900; key++)
            Release($"key-{key}", 1, key);

        Assert.Equal(100, orders.ReleasesAhead);
        orders.Add(Letters.Letter("key-950", 1, 950, cameFrom: 5));
        Assert.Null(Find("key-950"));
        orders.Add(Letters.Letter("key-7", 1, 1_001, cameFrom: 6));
        Assert.NotNull(Find("key-7"));
    }

    [Fact]
    public void the_first_dead_letter_is_the_one_that_is_named()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        orders.Add(Letters.Letter("a", 1, 11, cameFrom: 6, ReasonCodes.ParkedBehind));

        Assert.Equal(5, Find("a")!.Offset.Value);
        Assert.Equal(1, orders.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_release_up_to_the_last_one_frees_the_key_whichever_topic_is_read_first(bool releaseFirst)
    {
        if (releaseFirst)
            Release("a", 1, 11);
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        orders.Add(Letters.Letter("a", 1, 11, cameFrom: 6));
        if (!releaseFirst)
            Release("a", 1, 11);

        Assert.Null(Find("a"));
        Assert.Equal(0, orders.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void one_that_was_parked_during_the_release_keeps_the_key_parked(bool releaseFirst)
    {
        if (releaseFirst)
            Release("a", 1, 10);
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        orders.Add(Letters.Letter("a", 1, 11, cameFrom: 6));
        if (!releaseFirst)
            Release("a", 1, 10);

        Assert.Equal(6, Find("a")!.Offset.Value);
        Release("a", 1, 11);
        Assert.Null(Find("a"));
    }

    [Fact]
    public void a_released_key_is_parked_again_by_a_later_dead_letter()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        Release("a", 1, 10);
        orders.Add(Letters.Letter("a", 1, 20, cameFrom: 15));

        Assert.Equal(15, Find("a")!.Offset.Value);
    }

    [Fact]
    public void an_attempt_that_released_nothing_changes_nothing()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        Release("a", 1, -1);

        Assert.NotNull(Find("a"));
    }

    [Fact]
    public void an_offset_of_another_partition_releases_nothing()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        Release("a", 2, 10);

        Assert.NotNull(Find("a"));
    }

    [Fact]
    public void a_record_without_a_key_parks_nothing_but_is_refused()
    {
        orders.Add(Letters.Letter(null, 1, 10, cameFrom: 5));

        Assert.Equal(0, orders.Count);
        Assert.True(orders.Refused.Contains(1, 5, Letters.Stamp));
    }

    [Fact]
    public void what_was_refused_stays_refused_when_released_and_what_only_waits_never_is()
    {
        orders.Add(Letters.Letter("a", 1, 10, cameFrom: 5));
        orders.Add(Letters.Letter("a", 1, 11, cameFrom: 6, ReasonCodes.ParkedBehind));
        Release("a", 1, 11);

        Assert.True(orders.Refused.Contains(1, 5, Letters.Stamp));
        Assert.False(orders.Refused.Contains(1, 6, Letters.Stamp));
        Assert.False(orders.Refused.Contains(2, 5, Letters.Stamp));
    }

    [Fact]
    public void a_dead_letter_of_unknown_origin_parks_its_key_and_names_itself()
    {
        var foreign = new StoredLetter(
            new ConsumeResult<byte[], byte[]>
            {
                TopicPartitionOffset = new TopicPartitionOffset("order-delivered-dlt", 1, 10),
                Message = new Message<byte[], byte[]> { Key = Letters.Key("a"), Value = [1] },
            }
        );
        orders.Add(foreign);

        Assert.Equal(new TopicPartitionOffset("order-delivered-dlt", 1, 10), Find("a"));
    }

    private TopicPartitionOffset? Find(string key) => orders.Find(KeyHash.Of(Letters.Key(key)));

    private void Release(string key, int partition, long through) => orders.Add(Letters.Key(key), Letters.Release(partition, through));
}
