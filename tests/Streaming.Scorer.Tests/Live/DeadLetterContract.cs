using System.Text;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>What parks, waits and flows, on every Kafka that the scorer runs on.</summary>
public abstract class DeadLetterContract
{
    private protected abstract Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null);

    [Fact]
    public async Task later_events_of_a_parked_order_park_behind_it_and_other_orders_flow()
    {
        await using var live = await StartedAsync();
        await live.DeliverBytesAsync(Key("parked"), [9]);
        for (var i = 0; i < 20; i++)
            await live.DeliverAsync(TestOrders.Delivery($"other-{i}", i));
        await live.DeliverAsync(TestOrders.Delivery("parked", 30));
        live.ReadUntil(() => live.Scored.Count == 20 && live.DeadLetters.Count == 2);
        await live.DeliverAsync(TestOrders.Delivery("parked", 31, version: 2));

        live.ReadUntil(() => live.DeadLetters.Count == 3 && live.Windows.Sum(window => window.DeadLettered) == 3);

        Assert.Equal(["empty", "parked_behind", "parked_behind"], Reasons(live));
        var first = live.DeadLetters[0];
        var place = $"{live.Settings.NameOf(Topics.OrderDelivered)} partition {first.Partition.Value} offset ";
        Assert.All(
            live.DeadLetters.Skip(1),
            letter => Assert.Contains(place, Header(letter, "kafka_dlt-exception-message"), StringComparison.Ordinal)
        );
        Assert.All(live.DeadLetters, letter => Assert.Equal(first.Partition, letter.Partition));
        Assert.Equal(live.Encode(TestOrders.Delivery("parked", 31, version: 2)), live.DeadLetters[2].Message.Value);
        Assert.DoesNotContain(live.Scored, score => score.OrderId == "parked");
        await Counted(() => live.Metrics.DeadLetters.WithLabels(ReasonCodes.ParkedBehind).Value, 2);
        await Counted(() => live.Metrics.ParkedOrders.Value, 1);
    }

    [Fact]
    public async Task an_invalid_record_behind_a_parked_one_keeps_its_own_reason()
    {
        await using var live = await StartedAsync();
        await live.DeliverBytesAsync(Key("parked"), [9]);
        await live.DeliverBytesAsync(Key("parked"), null);
        await live.DeliverBytesAsync(Key("parked"), live.Encode(TestOrders.Delivery("another")));

        live.ReadUntil(() => live.DeadLetters.Count == 3);

        Assert.Equal(["empty", "empty", "contract_violation"], Reasons(live));
    }

    [Fact]
    public async Task a_record_without_a_key_parks_nothing()
    {
        await using var live = await StartedAsync(partitions: 1);
        await live.DeliverBytesAsync(null, [9]);
        await live.DeliverAsync(TestOrders.Delivery("order"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 1);
    }

    [Fact]
    public async Task a_parked_key_survives_a_restart_and_a_move_to_another_instance()
    {
        await using var live = await StartedAsync();
        await live.DeliverBytesAsync(Key("parked"), [9]);
        live.ReadUntil(() => live.DeadLetters.Count == 1);
        await live.StopAsync();
        await live.DeliverAsync(TestOrders.Delivery("parked", 1));

        live.Start();
        live.ReadUntil(() => live.DeadLetters.Count == 2);
        await live.StopAsync();
        await live.DeliverAsync(TestOrders.Delivery("parked", 2, version: 2));
        live.Start("scorer-2");
        live.ReadUntil(() => live.DeadLetters.Count == 3);

        Assert.Equal(["empty", "parked_behind", "parked_behind"], Reasons(live));
        Assert.Empty(live.Scored);
    }

    [Fact]
    public async Task a_parked_key_stays_parked_when_its_partition_moves_to_a_running_instance()
    {
        await using var live = await StartedAsync(partitions: 4);
        await live.DeliverBytesAsync(Key("parked"), [9]);
        live.ReadUntil(() => live.DeadLetters.Count == 1);

        // Partitions move back and forth while the order goes on: whoever has its partition must know.
        live.Start("scorer-2");
        for (var i = 0; i < 40; i++)
        {
            await live.DeliverAsync(TestOrders.Delivery("parked", 1 + i, version: 1 + i));
            await live.DeliverAsync(TestOrders.Delivery($"other-{i}", 1 + i));
            if (i == 20)
                live.ReadUntil(() => live.Scored.Count >= 10);
        }

        live.ReadUntil(() => Scored(live, "other-").Distinct().Count() == 40 && Offsets(live).Distinct().Count() == 41);
        Assert.DoesNotContain(live.Scored, score => score.OrderId == "parked");
        Assert.Equal(Offsets(live).Distinct().Order(), Offsets(live).Distinct());
    }

    [Fact]
    public async Task a_refused_event_that_can_be_decoded_meanwhile_enters_no_history()
    {
        var registry = new InMemorySchemaRegistry();
        await using var live = await StartedAsync(registry: registry);
        var late = await LateSchema.OfAsync(live, registry);
        await live.DeliverBytesAsync(Key("refused"), late.Encode(TestOrders.Delivery("refused", 0, seller: "seller-9")));
        live.ReadUntil(() => live.DeadLetters.Count == 1);
        await live.StopAsync();

        await late.RegisterAsync();
        await live.DeliverAsync(TestOrders.Delivery("later", 48, seller: "seller-9"));
        live.Start();
        live.ReadUntil(() => live.Scored.Count == 1);

        var log = new TopicLog(live.Settings, registry);
        var logged = Assert.Single(log.Read(null, TestContext.Current.CancellationToken));
        Assert.Equal((1, "later"), (log.Rejected, logged.Event.Delivery!.OrderId));
        var expected = Assert.Single(new OfflineScorer(TestModel.Load()).Replay([logged.Event]));
        Assert.Equal(
            expected.Vector.Select(BitConverter.SingleToInt32Bits),
            live.Scored[0].FeatureVector.Select(BitConverter.SingleToInt32Bits)
        );
    }

    private protected async Task<LiveScorer> StartedAsync(int partitions = 2, ISchemaRegistry? registry = null)
    {
        var live = await ScorerAsync(partitions, registry);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        return live;
    }

    private protected static IEnumerable<string> Reasons(LiveScorer live) =>
        live.DeadLetters.Select(letter => Header(letter, "x-reason-code"));

    private protected static IEnumerable<string> Scored(LiveScorer live, string prefix) =>
        live.Scored.Select(score => score.OrderId).Where(id => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Input offsets of the dead letters, in the order of their topic.</summary>
    private static IEnumerable<long> Offsets(LiveScorer live) =>
        live.DeadLetters.Select(letter =>
            System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(letter.Message.Headers.GetLastBytes("kafka_dlt-original-offset"))
        );

    private protected static string Header(ConsumeResult<byte[], byte[]> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(name));

    /// <summary>Metrics count after the commit, which a reader may see a moment earlier.</summary>
    private protected static Task Counted(Func<double> counter, double expected) =>
        Streaming.Testing.Wait.Until(() => counter() == expected, LiveScorer.Patience);

    private protected static byte[] Key(string id) => Encoding.UTF8.GetBytes(id);
}
