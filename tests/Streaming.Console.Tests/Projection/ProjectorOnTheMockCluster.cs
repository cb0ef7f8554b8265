using Confluent.Kafka;
using Streaming.Console.Projection;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Console.Tests.Projection;

public sealed class ProjectorOnTheMockCluster(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MockKafka kafka = MockKafka.Start();

    public async ValueTask InitializeAsync() => await kafka.EnsureTopicsAsync(Topics.All, 2);

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task what_is_published_is_in_the_read_models()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        await using var running = await RunningProjector.StartAsync(tables, kafka);

        topics.Publish(Facts.Scored("a", 0.9), Facts.Scored("b", 0.1), Facts.Alert("b"), Facts.Window("w", [1, 1]), new byte[] { 9, 9, 9 });
        topics.PublishDeadLetter("undecodable");
        topics.Flush();

        await Wait.Until(async () => await tables.CountAsync("orders") == 2 && await tables.CountAsync("alerts") == 1, Patience);
        await Wait.Until(
            async () =>
                await tables.CountAsync("window_days") == 1
                && await tables.CountAsync("skipped") == 1
                && await tables.CountAsync("dead_letters") == 1,
            Patience
        );
        Assert.Equal(["undecodable"], await tables.AskAsync("select reason from console.dead_letters"));
        Assert.True(running.Projector.IsFollowing);
    }

    [Fact]
    public async Task senseless_records_and_a_model_that_is_no_hash_hold_nothing_up()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await tables.AskAsync(
            "insert into console.model_bins (model_sha256, model_name, features, bins) values ('no hash', 'm', array['probability'], "
                + "array[2]) returning 1"
        );
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        await using var running = await RunningProjector.StartAsync(tables, kafka);

        topics.Publish(
            Facts.Window("bad", [1, 1]) with
            {
                ModelSha256 = "no hash",
            },
            Facts.Scored("nan", 0.5) with
            {
                Probability = double.NaN,
            },
            Facts.Alert("far") with
            {
                RecordedAt = new LocalTime(long.MaxValue),
            }
        );
        topics.Publish(Facts.Scored(new string('x', 100_000) + Guid.NewGuid(), 0.9)); // too long for an index
        topics.Publish(Facts.Scored("a", 0.9), Facts.Alert("b"), Facts.Window("w", [1, 1]));
        topics.Producer.Produce(
            Topics.OrderDeliveredDeadLetters.Name,
            new Message<byte[], byte[]>
            {
                Key = [1],
                Value = [2],
                Timestamp = new Timestamp(1_790_000_000_000_000, TimestampType.CreateTime),
            }
        );
        topics.Flush();

        await Wait.Until(
            async () =>
                await tables.CountAsync("orders") >= 1
                && await tables.CountAsync("alerts") == 1
                && await tables.CountAsync("window_days") == 1,
            Patience
        );
        await Wait.Until(async () => await tables.CountAsync("skipped") >= 4, Patience);
        topics.Publish(Facts.Scored("later", 0.9));
        topics.Flush();
        await Wait.Until(
            async () => (await tables.AskAsync("select order_id from console.orders where order_id = 'later'")).Count == 1,
            Patience
        );
        Assert.True(running.Projector.IsFollowing);
    }

    [Fact]
    public async Task a_projector_that_starts_again_goes_on_where_it_was()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        for (var i = 0; i < 100; i++)
            topics.Publish(Facts.Scored($"order-{i}", 0.5));
        topics.Flush();
        await using (await RunningProjector.StartAsync(tables, kafka))
            await Wait.Until(async () => await tables.CountAsync("orders") == 100, Patience);

        topics.Publish(Facts.Scored("later", 0.5));
        topics.Flush();
        await using var again = await RunningProjector.StartAsync(tables, kafka);

        await Wait.Until(async () => await tables.CountAsync("orders") == 101, Patience);
        await Wait.Until(() => again.Projector.Records == 1, Patience); // counted after its row can be read
    }

    [Fact]
    public async Task the_topics_of_another_cluster_begin_with_empty_read_models()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using (var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers))
        {
            topics.Publish(Facts.Scored("old", 0.9), Facts.Alert("old"));
            topics.Flush();
        }

        await using (await RunningProjector.StartAsync(tables, kafka))
            await Wait.Until(async () => await tables.CountAsync("orders") == 1 && await tables.CountAsync("alerts") == 1, Patience);
        await using var restarted = MockKafka.Start();
        await restarted.EnsureTopicsAsync(Topics.All, 2);
        using var fresh = await OutputTopics.OpenAsync(restarted.BootstrapServers);
        fresh.Publish(Facts.Scored("new", 0.9));
        fresh.Flush();
        await using var running = await RunningProjector.StartAsync(tables, restarted);

        await Wait.Until(async () => (await tables.AskAsync("select order_id from console.orders")).SequenceEqual(["new"]), Patience);
        Assert.Equal(0, await tables.CountAsync("alerts"));
    }

    [Fact]
    public async Task of_two_instances_one_projects_and_the_other_takes_over()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        var first = await RunningProjector.StartAsync(tables, kafka);
        await Wait.Until(() => first.Projector.State == "following the topics", Patience);
        await using var second = await RunningProjector.StartAsync(tables, kafka);
        await Wait.Until(() => second.Projector.State.Contains("stands by", StringComparison.Ordinal), Patience);

        await first.DisposeAsync();
        topics.Publish(Facts.Scored("a", 0.9));
        topics.Flush();

        await Wait.Until(() => second.Projector.Records == 1, Patience);
    }

    [Fact]
    public async Task rows_older_than_they_are_kept_are_dropped_by_the_stream_clock()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        topics.Publish(
            Facts.Scored("old", 0.9, Facts.Noon.AddDays(-401)),
            Facts.Alert("old", at: Facts.Noon.AddDays(-91)),
            Facts.Alert("new"),
            Facts.Scored("of a distant future", 0.9, new DateTime(2099, 1, 1))
        );
        for (var i = 0; i < 100; i++)
            topics.Publish(Facts.Scored($"new {i}", 0.9));
        topics.Flush();

        await using var running = await RunningProjector.StartAsync(tables, kafka);

        await Wait.Until(
            async () =>
                await tables.CountAsync("orders") == 101
                && (await tables.AskAsync("select order_id from console.orders where order_id = 'old'")).Count == 0,
            Patience
        );
        await Wait.Until(async () => (await tables.AskAsync("select order_id from console.alerts")).SequenceEqual(["new"]), Patience);
    }

    [Fact]
    public async Task the_lag_is_what_the_scorers_have_not_committed()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        using var topics = await OutputTopics.OpenAsync(kafka.BootstrapServers);
        for (var i = 0; i < 7; i++)
            topics.Producer.Produce(Topics.OrderDelivered.Name, new() { Key = [(byte)i], Value = [1] });
        topics.Flush();

        await using var running = await RunningProjector.StartAsync(tables, kafka);

        await Wait.Until(
            async () => (await tables.AskAsync("select records from console.lag where oldest_at is not null")).SequenceEqual(["7"]),
            Patience
        );
    }
}

/// <summary>A projector at work in this process, until disposed.</summary>
internal sealed class RunningProjector : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly Task work;

    private RunningProjector(Projector projector)
    {
        Projector = projector;
        work = Task.Run(() => projector.RunAsync(ending.Token));
    }

    public Projector Projector { get; }

    public static async Task<RunningProjector> StartAsync(ConsoleTables tables, IKafkaBroker kafka) =>
        new(await ProjectorProcess.CreateAsync(tables.Database, kafka.BootstrapServers, kafka.SupportsAdmin ? "" : kafka.ClusterId));

    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested)
            return;
        await ending.CancelAsync();
        await work;
    }
}
