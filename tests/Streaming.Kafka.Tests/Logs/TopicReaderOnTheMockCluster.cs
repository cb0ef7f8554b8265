using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Testing;

namespace Streaming.Kafka.Tests.Logs;

/// <summary>The one reader of topics, on the mock cluster.</summary>
public sealed class TopicReaderOnTheMockCluster : IAsyncLifetime
{
    private OneTopic topic = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => topic = await OneTopic.StartAsync();

    public ValueTask DisposeAsync() => topic.DisposeAsync();

    [Fact]
    public async Task reads_what_the_topic_holds_and_leaves_what_comes_later()
    {
        await topic.SendAsync(OneTopic.First, 1, 2, 3);
        await topic.SendAsync(OneTopic.Second, 11, 12);
        using var reader = topic.Reader();
        var ends = reader.Ends(reader.PartitionsOf(OneTopic.Name));
        await topic.SendAsync(OneTopic.First, 4);

        var read = reader.ReadToEnd(ends, Token).ToList();

        Assert.Equal([1, 2, 3], Numbers(read, OneTopic.First));
        Assert.Equal([11, 12], Numbers(read, OneTopic.Second));
        Assert.Empty(reader.Partitions);
    }

    [Fact]
    public async Task reads_partition_after_partition_when_it_is_asked_to()
    {
        await topic.SendAsync(OneTopic.Second, 11, 12);
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader();

        var read = reader.Ends([OneTopic.First, OneTopic.Second]).SelectMany(end => reader.ReadToEnd([end], Token)).ToList();

        Assert.Equal([1, 2, 11, 12], read.Select(record => record.Message.Value[0]));
    }

    [Fact]
    public void has_nothing_to_read_in_an_empty_topic()
    {
        using var reader = topic.Reader();
        Assert.Empty(reader.ReadToEnd(reader.Ends(reader.PartitionsOf(OneTopic.Name)), Token));
    }

    [Fact]
    public async Task follows_from_the_offsets_that_it_is_given_and_knows_when_it_is_at_the_end()
    {
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader();
        reader.Add([new TopicPartitionOffset(OneTopic.First, 1), new TopicPartitionOffset(OneTopic.Second, Offset.Beginning)]);
        Assert.False(reader.HasReachedEnds);

        var read = ReadUntil(reader, () => reader.HasReachedEnds);
        Assert.Equal([2], read);
        Assert.True(reader.IsAtEnd);
        Assert.Equal((2, 0), (reader.NextOf(OneTopic.First), reader.NextOf(OneTopic.Second)));

        await topic.SendAsync(OneTopic.Second, 11);
        Assert.Equal([11], ReadUntil(reader, () => reader.NextOf(OneTopic.Second) == 1));
        Assert.True(reader.HasReachedEnds);
        Assert.Empty(ReadUntil(reader, () => reader.IsAtEnd));
    }

    [Fact]
    public async Task gives_a_record_again_until_it_is_passed()
    {
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader();
        reader.Add([new TopicPartitionOffset(OneTopic.First, Offset.Beginning)]);
        await Until(() => reader.Peek(TimeSpan.FromMilliseconds(20)) is not null);

        Assert.Equal(0, reader.Peek(TimeSpan.Zero)!.Offset.Value);
        Assert.Equal(0, reader.NextOf(OneTopic.First));
        reader.Advance();
        Assert.Equal(1, reader.NextOf(OneTopic.First));
        Assert.Equal([2], ReadUntil(reader, () => reader.IsAtEnd));
    }

    [Fact]
    public async Task keeps_the_record_for_the_next_try_when_taking_it_fails()
    {
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader();
        reader.Add([new TopicPartitionOffset(OneTopic.First, Offset.Beginning)]);
        var taken = new List<ConsumeResult<byte[], byte[]>>();

        Assert.Throws<TimeoutException>(() => reader.ReadAll(_ => throw new TimeoutException(), Token));
        reader.ReadAll(taken.Add, Token);

        Assert.Equal([1, 2], Numbers(taken, OneTopic.First));
    }

    [Fact]
    public async Task catches_up_with_some_partitions_and_takes_what_comes_of_the_others()
    {
        using var reader = topic.Reader();
        reader.Add(reader.PartitionsOf(OneTopic.Name).Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        await topic.SendAsync(OneTopic.First, 1);
        await topic.SendAsync(OneTopic.Second, 11);
        var taken = new List<ConsumeResult<byte[], byte[]>>();

        reader.CatchUp(reader.Ends([OneTopic.Second]), taken.Add, Token);
        Assert.Equal(1, reader.NextOf(OneTopic.Second));
        reader.CatchUp(reader.Ends([OneTopic.First]), taken.Add, Token);

        Assert.Equal([1], Numbers(taken, OneTopic.First));
        Assert.Equal([11], Numbers(taken, OneTopic.Second));
    }

    [Fact]
    public async Task tells_of_records_that_retention_has_cut_and_goes_on_behind_them()
    {
        await topic.SendAsync(OneTopic.First, 1);
        var first = await topic.CutAsync(OneTopic.First);
        var cuts = new List<LogCut>();
        using var reader = topic.Reader(options => options with { OnCut = cuts.Add });
        reader.Add([new TopicPartitionOffset(OneTopic.First, 0)]);

        ConsumeResult<byte[], byte[]>? next = null;
        await Until(() => (next = reader.Poll(TimeSpan.FromMilliseconds(20))) is not null);

        Assert.Equal([new LogCut(OneTopic.First, 0, first)], cuts);
        Assert.Equal(first, next!.Offset.Value);
    }

    [Fact]
    public async Task refuses_a_cut_that_its_owner_cannot_do_with()
    {
        var first = await topic.CutAsync(OneTopic.First);
        using var reader = topic.Reader(options => options with { OnCut = LogCut.Refuse });
        reader.Add([new TopicPartitionOffset(OneTopic.First, 0)]);

        var refused = Assert.Throws<RecordsCutException>(() => ReadUntil(reader, () => reader.IsAtEnd));

        Assert.Contains($"numbers partition 0: retention removed offsets 0 to {first - 1}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task takes_a_log_that_lacks_its_position_for_another_one()
    {
        await topic.SendAsync(OneTopic.First, 1);
        using var reader = topic.Reader(options => options with { OnCut = _ => { } });
        reader.Add([new TopicPartitionOffset(OneTopic.First, 7)]);

        var anew = Assert.Throws<TopicMadeAnewException>(() => ReadUntil(reader, () => reader.IsAtEnd));

        Assert.Contains("numbers partition 0 has no offset 7 any more", anew.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task takes_a_log_that_stays_shorter_than_its_end_for_another_one()
    {
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader(options => options with { Patience = TimeSpan.FromSeconds(2) });

        var anew = Assert.Throws<TopicMadeAnewException>(() =>
            reader.ReadToEnd([new TopicPartitionOffset(OneTopic.First, 9)], Token).Count()
        );

        Assert.Contains("ends at offset 2, and was written to 9", anew.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task names_the_partition_and_its_position_when_the_cluster_goes_away()
    {
        await topic.SendAsync(OneTopic.First, 1, 2);
        using var reader = topic.Reader(options => options with { Patience = TimeSpan.FromMilliseconds(200) });
        var ends = reader.Ends([OneTopic.First]);
        await topic.StopAsync();

        var away = Assert.Throws<KafkaException>(() => reader.ReadToEnd(ends, Token).Count());

        Assert.Equal(ErrorCode.Local_TimedOut, away.Error.Code);
        Assert.Equal("test: nothing came from numbers [[0]] for 0.2 s; read to 0, written to 2", away.Message);
    }

    [Fact]
    public void waits_for_a_cluster_that_was_never_there_no_longer_than_it_is_told()
    {
        var options = new TopicReaderOptions
        {
            Client = new ClientConfig { BootstrapServers = "127.0.0.1:1" },
            Name = "test",
            Clients = new LibraryClients(TimeSpan.FromMilliseconds(200)),
        };
        using var reader = new TopicReader(options);

        var away = Assert.Throws<KafkaException>(() => reader.PartitionsOf("x"));

        Assert.Equal("no broker can be reached", KafkaReason.Of(away));
    }

    [Fact]
    public void names_a_topic_that_is_missing()
    {
        using var reader = topic.Reader();

        var missing = Assert.Throws<KafkaException>(() => reader.PartitionsOf("nothing"));

        Assert.Equal(ErrorCode.UnknownTopicOrPart, missing.Error.Code);
        Assert.Contains("topic nothing", missing.Message, StringComparison.Ordinal);
        Assert.Empty(reader.FindPartitions("nothing"));
    }

    [Fact]
    public async Task ends_when_it_is_stopped()
    {
        await topic.SendAsync(OneTopic.First, 1);
        using var reader = topic.Reader();
        var ends = reader.Ends([OneTopic.First]);

        Assert.Throws<OperationCanceledException>(() => reader.ReadToEnd(ends, new CancellationToken(canceled: true)).Count());
    }

    private static IEnumerable<byte> Numbers(IEnumerable<ConsumeResult<byte[], byte[]>> read, TopicPartition partition) =>
        read.Where(record => record.TopicPartition == partition && !record.IsPartitionEOF).Select(record => record.Message.Value[0]);

    private static List<byte> ReadUntil(TopicReader reader, Func<bool> isDone)
    {
        var read = new List<byte>();
        while (!isDone())
        {
            Token.ThrowIfCancellationRequested();
            if (reader.Poll(TimeSpan.FromMilliseconds(20)) is { IsPartitionEOF: false } record)
                read.Add(record.Message.Value[0]);
        }

        return read;
    }

    private static Task Until(Func<bool> isTrue) => Wait.Until(isTrue, TimeSpan.FromSeconds(30));
}
