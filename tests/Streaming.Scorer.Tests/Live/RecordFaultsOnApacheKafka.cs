using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Models.Artifacts;
using Streaming.Testing;
using Streaming.Training.Gates;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Faults of single records on a real Kafka, with what only a real one refuses.</summary>
public sealed class RecordFaultsOnApacheKafka(KafkaFixture kafka) : RecordFaultContract
{
    private protected override async Task<LiveScorer> ScorerAsync(int partitions = 2)
    {
        var live = await kafka.ScorerAsync("faults", partitions);
        await SetAsync(live, Topics.OrderDelivered, ("max.message.bytes", "16777216"));
        return live;
    }

    private static async Task SetAsync(LiveScorer live, Topic topic, params (string Name, string Value)[] settings)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig(live.Client)).Build();
        var entries = settings
            .Select(setting => new ConfigEntry
            {
                Name = setting.Name,
                Value = setting.Value,
                IncrementalOperation = AlterConfigOpType.Set,
            })
            .ToList();
        await admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>>
            {
                [new ConfigResource { Type = ResourceType.Topic, Name = live.Settings.NameOf(topic) }] = entries,
            }
        );
    }

    [Theory]
    [InlineData("order-delivered")]
    [InlineData("order-delivered-dlt")]
    public async Task topics_whose_broker_writes_the_time_hold_nothing_up(string name)
    {
        await using var live = await ScorerAsync(1);
        await SetAsync(live, Topics.All.Single(topic => topic.Name == name), ("message.timestamp.type", "LogAppendTime"));
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverBytesAsync([1], [9]);
        await live.DeliverAsync(TestOrders.Delivery("good"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 1);
    }

    [Fact]
    public async Task letters_of_old_and_of_coming_times_are_taken_and_kept()
    {
        await using var live = await ScorerAsync(1);
        await SetAsync(live, Topics.OrderDelivered, ("message.timestamp.after.max.ms", "9223372036854775807"), ("retention.ms", "-1"));
        await SetAsync(
            live,
            Topics.OrderDeliveredDeadLetters,
            ("message.timestamp.after.max.ms", "3600000"),
            ("message.timestamp.before.max.ms", "3600000")
        );
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        foreach (var hours in new[] { -24 * 100, 3, 24 * 400 })
            await live.DeliverBytesAsync([1], [9], null, new Timestamp(DateTimeOffset.UtcNow.AddHours(hours)));
        await live.DeliverAsync(TestOrders.Delivery("good"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 3);
    }

    [Fact]
    public async Task a_letter_topic_that_takes_no_value_of_that_size_gets_a_letter_without_it()
    {
        await using var live = await ScorerAsync(1);
        await SetAsync(live, Topics.OrderDeliveredDeadLetters, ("max.message.bytes", "100000"));
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var noise = new byte[500_000];
        new Random(7).NextBytes(noise);
        live.Start();
        await live.DeliverBytesAsync([1], noise);
        await live.DeliverAsync(TestOrders.Delivery("good"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 1);

        Assert.Null(live.DeadLetters[0].Message.Value);
        Assert.Equal("500000", Header(live.DeadLetters[0], "x-omitted-value-bytes"));
    }

    [Fact]
    public async Task a_letter_topic_that_takes_nothing_holds_only_the_partition_of_the_letter()
    {
        await using var live = await ScorerAsync(2);
        await SetAsync(live, Topics.OrderDeliveredDeadLetters, ("max.message.bytes", "200"));
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverBytesAsync([1], [9]);
        for (var i = 0; i < 10; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        await Streaming.Testing.Wait.Until(
            () => live.Metrics.HeldPartitions.Value == 1 && live.Service!.State.Contains("order-delivered-dlt", StringComparison.Ordinal),
            LiveScorer.Patience
        );
        live.ReadUntil(() => live.Scored.Count > 0);
        Assert.Contains("max.message.bytes", live.Service!.State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task two_processes_of_one_instance_id_are_told_apart_in_words_and_are_not_ready()
    {
        await using var live = await ScorerAsync(2);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("before"));
        live.ReadUntil(() => live.Scored.Count == 1);
        var first = live.Service!;
        live.Start();
        var second = live.Service!;

        var orders = 0;
        await Streaming.Testing.Wait.Until(
            () =>
            {
                live.DeliverAsync(TestOrders.Delivery($"order-{orders++}", orders)).GetAwaiter().GetResult();
                return Told(first) || Told(second);
            },
            LiveScorer.Patience
        );

        static bool Told(ScorerService service) =>
            !service.IsScoring && service.State.Contains("another process uses InstanceId", StringComparison.Ordinal);
    }
}
