using System.Text;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Transactions;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>What a scorer does on every Kafka that it runs on.</summary>
public abstract class ScorerContract
{
    private protected abstract Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null);

    [Fact]
    public async Task every_delivery_becomes_one_score_one_count_in_a_window_and_its_alert()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("green"));
        await live.DeliverAsync(TestOrders.Delivery("yellow", 1, lateDays: 2));
        await live.DeliverAsync(TestOrders.Delivery("red", 2, lateDays: 9));

        live.ReadUntil(() => live.Scored.Count == 3 && live.Alerts.Count == 2 && live.Windows.Sum(window => window.Scored) == 3);

        Assert.Equal(
            ["green GREEN", "red RED", "yellow YELLOW"],
            live.Scored.Select(score => $"{score.OrderId} {score.Tier}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["red RED", "yellow YELLOW"],
            live.Alerts.Select(alert => $"{alert.OrderId} {alert.Tier}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (1, 1, 1),
            (live.Windows.Sum(window => window.Green), live.Windows.Sum(window => window.Yellow), live.Windows.Sum(window => window.Red))
        );
        var red = live.Alerts.Single(alert => alert.Tier == "RED");
        Assert.Equal(("customer-red", 9.0, 100.0), (red.CustomerId, red.DeliveryDelayDays, red.TotalPrice));
        Assert.NotEmpty(red.Reasons);
        Assert.All(
            live.Scored,
            score =>
                Assert.Equal((1, Topics.OrderDelivered.Name), (score.DecisionNumber, score.InputTopic[live.Settings.TopicPrefix.Length..]))
        );
    }

    [Fact]
    public async Task live_scores_equal_batch_scores_bit_for_bit()
    {
        await using var live = await ScorerAsync(partitions: 3);
        var artifact = TestModel.Artifact();
        await live.PromoteAsync(artifact, 1);
        live.Start();
        var events = new List<MarketEvent>();
        for (var i = 0; i < 60; i++)
        {
            events.Add(new MarketEvent(TestOrders.Delivery($"order-{i}", i * 7, lateDays: i % 11 - 5, seller: $"seller-{i % 3}")));
            if (i % 4 != 0)
                events.Add(new MarketEvent(TestOrders.Review($"order-{i}", 1 + i % 5, i * 7 + i % 50 - 3, $"seller-{i % 3}")));
        }

        events.Sort(MarketEvent.Compare);
        foreach (var next in events)
        {
            if (next.Delivery is { } delivery)
                await live.DeliverAsync(delivery);
            else
                await live.ReviewAsync(next.Review!);
        }

        live.ReadUntil(() => live.Scored.Count == 60);

        var batch = new OfflineScorer(TestModel.Load()).Replay(events).ToDictionary(score => score.OrderId);
        Assert.True(batch.Values.Any(score => score.AnsweredBeforeDelivery) && batch.Values.Any(score => !score.AnsweredBeforeDelivery));
        foreach (var score in live.Scored)
        {
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(batch[score.OrderId].Probability),
                BitConverter.DoubleToInt64Bits(score.Probability)
            );
            Assert.Equal(
                batch[score.OrderId].Vector.Select(BitConverter.SingleToInt32Bits),
                score.FeatureVector.Select(BitConverter.SingleToInt32Bits)
            );
            Assert.Equal(batch[score.OrderId].AnsweredBeforeDelivery, score.AnsweredBeforeDelivery);
        }

        var log = new TopicLog(live.Settings, live.Registry);
        var fromTopics = new OfflineScorer(TestModel.Load());
        foreach (var logged in log.Read(null, TestContext.Current.CancellationToken))
        {
            fromTopics.Observe(logged.Event, logged.Position);
            if (logged.Event.Delivery is { } delivery)
                Assert.Equal(
                    BitConverter.DoubleToInt64Bits(batch[delivery.OrderId].Probability),
                    BitConverter.DoubleToInt64Bits(fromTopics.Score(delivery, logged.Position)!.Probability)
                );
        }
    }

    [Fact]
    public async Task an_alert_says_when_the_customer_has_already_answered()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.ReviewAsync(TestOrders.Review("order", 1, hours: -24));
        await live.DeliverAsync(TestOrders.Delivery("order", 0, lateDays: 9));

        live.ReadUntil(() => live.Alerts.Count == 1);

        Assert.True(live.Alerts[0].AnsweredBeforeDelivery);
    }

    [Fact]
    public async Task what_cannot_be_scored_is_dead_lettered_with_its_reason_and_the_stream_goes_on()
    {
        await using var live = await ScorerAsync(partitions: 1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var good = live.Encode(TestOrders.Delivery("good"));
        var priced = TestOrders.Delivery("nan") with { Items = [TestOrders.Delivery("nan").Items[0] with { Price = double.NaN }] };
        await live.DeliverBytesAsync(Key("none"), null);
        await live.DeliverBytesAsync(Key("text"), Encoding.UTF8.GetBytes("{\"order_id\": 1}"));
        await live.DeliverBytesAsync(Key("unknown"), [0, 0x7F, 0xFF, 0xFF, 0xFF, .. good[5..]]);
        await live.DeliverBytesAsync(Key("cut"), good[..^3]);
        await live.DeliverBytesAsync(Key("nan"), live.Encode(priced));
        await live.DeliverBytesAsync(Key("another"), good, new Headers { { "source", [0xFE] } });
        await live.DeliverAsync(TestOrders.Delivery("good"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 6 && live.Windows.Sum(window => window.DeadLettered) == 6);

        string[] expected =
        [
            ReasonCodes.Empty,
            ReasonCodes.WrongMagicByte,
            ReasonCodes.UnknownSchemaId,
            ReasonCodes.Undecodable,
            ReasonCodes.ContractViolation,
            ReasonCodes.ContractViolation,
        ];
        Assert.Equal(
            expected,
            live.DeadLetters.Select(letter => Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("x-reason-code")))
        );
        Assert.Equal(good, live.DeadLetters[5].Message.Value);
        Assert.Equal([0xFE], live.DeadLetters[5].Message.Headers.GetLastBytes("source"));
        await Counted(() => live.Metrics.DeadLetters.WithLabels(ReasonCodes.ContractViolation).Value, 2);
        Assert.Equal("good", Assert.Single(live.Scored).OrderId);
        Assert.Empty(live.Metrics.Retries.GetAllLabelValues());
    }

    [Fact]
    public async Task what_is_only_odd_is_scored()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var ordinary = TestOrders.Delivery("large");
        await live.ReviewAsync(TestOrders.Review("never-delivered", 1, 1));
        await live.ReviewAsync(TestOrders.Review("reviewed-first", 5, -1));
        await live.DeliverAsync(TestOrders.Delivery("reviewed-first"));
        await live.DeliverAsync(
            ordinary with
            {
                Items = [.. Enumerable.Range(1, 10_000).Select(id => ordinary.Items[0] with { OrderItemId = id })],
            }
        );
        await live.DeliverAsync(TestOrders.Delivery("bare") with { Items = [], Payments = [] });

        live.ReadUntil(() => live.Scored.Count == 3);

        Assert.Equal(["bare", "large", "reviewed-first"], live.Scored.Select(score => score.OrderId).Order(StringComparer.Ordinal));
        Assert.True(live.Scored.Single(score => score.OrderId == "reviewed-first").AnsweredBeforeDelivery);
    }

    [Theory]
    [InlineData("1970-01-01 00:00:00", "delivered_at is 1970-01-01 00:00:00, must be from 1990 to 2099")]
    [InlineData("2100-01-01 00:00:00", "delivered_at is 2100-01-01 00:00:00, must be from 1990 to 2099")]
    public async Task an_order_of_another_age_is_dead_lettered_with_the_time_and_the_rule(string time, string message)
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(
            TestOrders.Delivery("order") with
            {
                DeliveredAt = LocalTime.Parse(time),
                RecordedAt = LocalTime.Parse(time),
            }
        );

        live.ReadUntil(() => live.DeadLetters.Count == 1);

        Assert.Contains(message, Header(live.DeadLetters[0], "kafka_dlt-exception-message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_text_of_a_megabyte_and_too_many_items_are_dead_lettered_whole()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var ordinary = TestOrders.Delivery("items");
        var largest = live.Encode(TestOrders.Delivery("text") with { CustomerState = new string('x', 998_000) });
        await live.DeliverBytesAsync(Key("text"), largest);
        await live.DeliverAsync(
            ordinary with
            {
                Items =
                [
                    .. Enumerable
                        .Range(1, 10_001)
                        .Select(id => new OrderItem
                        {
                            OrderItemId = id,
                            ProductId = "p",
                            SellerId = "s",
                            Price = 1,
                            FreightValue = 1,
                        }),
                ],
            }
        );

        live.ReadUntil(() => live.DeadLetters.Count == 2);

        var text = live.DeadLetters.Single(letter => letter.Message.Key.AsSpan().SequenceEqual(Key("text")));
        Assert.Equal(largest, text.Message.Value);
        Assert.Contains("customer_state is 'xxx", Header(text, "kafka_dlt-exception-message"), StringComparison.Ordinal);
        Assert.Contains(
            "10,001 rows or more; allowed: at most 10,000 rows",
            live.DeadLetters.Select(letter => Header(letter, "kafka_dlt-exception-message"))
                .Single(message => message.Contains("items at byte", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task at_least_once_publishes_the_same_without_transactions()
    {
        await using var live = await ScorerAsync();
        live.Settings = live.Settings with { Guarantee = ProcessingGuarantee.AtLeastOnce };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("red", lateDays: 9));
        await live.DeliverBytesAsync(Key("none"), null);
        live.ReadUntil(() => live.Scored.Count == 1 && live.Alerts.Count == 1 && live.DeadLetters.Count == 1);
        await live.StopAsync();
        await live.DeliverAsync(TestOrders.Delivery("next", 1));

        live.Start();

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) == 2);
        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.Equal(["red", "next"], live.Scored.Select(score => score.OrderId));
        Assert.Empty(live.Metrics.Transactions.GetAllLabelValues());
    }

    [Fact]
    public async Task at_least_once_a_batch_that_is_sent_again_has_the_ids_it_had_its_window_and_another_decision_included()
    {
        await using var live = await ScorerAsync(partitions: 1);
        live.Settings = live.Settings with { Guarantee = ProcessingGuarantee.AtLeastOnce };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        using var go = new ManualResetEventSlim();
        live.Start(seams: new ScoringSeams { Output = inner => new DeafOnce(inner, go) });
        for (var i = 0; i < 3; i++)
            await live.DeliverAsync(TestOrders.Delivery($"o{i}", i, lateDays: 9));
        live.ReadUntil(() => live.Windows.Count >= 1);
        for (var i = 3; i < 6; i++)
            await live.DeliverAsync(TestOrders.Delivery($"o{i}", i, lateDays: 9));
        await live.PromoteAsync(TestModel.Artifact(bias: 1), 2);
        await Streaming.Testing.Wait.Until(() => live.Service!.Models.Current!.DecisionNumber == 2, LiveScorer.Patience);
        go.Set();

        live.ReadUntil(() => live.Windows.DistinctBy(window => window.EventId).Sum(window => window.Scored) >= 6);
        live.ReadUntil(() =>
            live.Scored.Select(score => score.OrderId).Distinct().Count() == 6
            && live.Alerts.Select(alert => alert.OrderId).Distinct().Count() == 6
        );

        Assert.True(live.Scored.Count > 6, "nothing was repeated");
        Assert.Equal(6, live.Scored.Select(score => score.EventId).Distinct().Count());
        Assert.Equal(6, live.Alerts.Select(alert => alert.EventId).Distinct().Count());
        Assert.Equal(6, live.Windows.DistinctBy(window => window.EventId).Sum(window => window.Scored));
    }

    [Fact]
    public async Task the_same_event_again_is_ignored_and_a_higher_version_is_scored_again()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("order", lateDays: -1));
        await live.DeliverAsync(TestOrders.Delivery("order", lateDays: -1));
        await live.DeliverAsync(TestOrders.Delivery("order", lateDays: 9, version: 2));
        await live.DeliverAsync(TestOrders.Delivery("order", lateDays: -1, version: 1, eventId: "another"));

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored + window.Duplicates) == 4);

        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.Equal([(1, "GREEN"), (2, "RED")], live.Scored.Select(score => (score.Version, score.Tier)));
        await Counted(() => live.Metrics.Duplicates.Value, 2);
    }

    [Fact]
    public async Task without_a_model_nothing_is_consumed_and_the_state_says_why()
    {
        await using var live = await ScorerAsync();
        await live.DeliverAsync(TestOrders.Delivery("early"));
        live.Start();
        await Streaming.Testing.Wait.Until(
            () => live.Service!.State.Contains("waiting for a promotion", StringComparison.Ordinal),
            LiveScorer.Patience
        );
        Assert.False(live.Service!.IsScoring);

        await live.PromoteAsync(TestModel.Artifact(), 1);

        live.ReadUntil(() => live.Scored.Count == 1);
        Assert.True(live.Service.IsScoring);
    }

    [Fact]
    public async Task a_promotion_swaps_the_model_and_older_tampered_or_unreadable_ones_do_not()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 5);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("first"));
        live.ReadUntil(() => live.Scored.Count == 1);

        await live.PromoteAsync(TestModel.Artifact(bias: -3), 4);
        await live.PromoteAsync(TestModel.Artifact(bias: -4), 6, tampered: true);
        await Streaming.Testing.Wait.Until(() => live.Metrics.ModelSwaps.WithLabels("refused").Value == 1, LiveScorer.Patience);
        await live.PromoteAsync(ArtifactWriter.Write(TestModel.Load().Content with { Histories = new byte[] { 9 } }), 6);
        await Streaming.Testing.Wait.Until(() => live.Metrics.ModelSwaps.WithLabels("refused").Value == 2, LiveScorer.Patience);
        await live.DeliverAsync(TestOrders.Delivery("second", 1));
        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.Equal([(5L, "GREEN"), (5L, "GREEN")], live.Scored.Select(score => (score.DecisionNumber, score.Tier)));

        await live.PromoteAsync(TestModel.Artifact(bias: -3), 7);
        await Streaming.Testing.Wait.Until(() => live.Service!.Models.Current!.DecisionNumber == 7, LiveScorer.Patience);
        await live.DeliverAsync(TestOrders.Delivery("third", 2));
        live.ReadUntil(() => live.Scored.Count == 3);
        Assert.Equal((7L, "RED"), (live.Scored[2].DecisionNumber, live.Scored[2].Tier));
    }

    [Fact]
    public async Task after_a_refused_promotion_a_restart_serves_the_decision_before_it()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 5);
        await live.PromoteAsync(TestModel.Artifact(bias: -4), 6, tampered: true);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("one"));
        live.ReadUntil(() => live.Scored.Count == 1);
        await live.StopAsync();

        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("two", 1));

        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.All(live.Scored, score => Assert.Equal(5, score.DecisionNumber));
        Assert.Contains("decision 6 (test) is refused", live.Service!.Models.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_registry_outage_delays_and_dead_letters_nothing()
    {
        var registry = new InMemorySchemaRegistry();
        await using var live = await ScorerAsync(registry: registry);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await Streaming.Testing.Wait.Until(() => live.Service!.IsScoring, LiveScorer.Patience);

        // Another schema of the same records: the scorer meets its id for the first time while the registry is away.
        var aliased = Schemas
            .Get("order-delivered")
            .Replace("\"OrderDelivered\"", "\"OrderDelivered\", \"aliases\": [\"Delivered\"]", StringComparison.Ordinal);
        var id = await registry.RegisterAsync("other", aliased, cancellation: TestContext.Current.CancellationToken);
        var bytes = live.Encode(TestOrders.Delivery("order"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), id);
        registry.IsDown = true;
        await live.DeliverBytesAsync(Key("order"), bytes);
        await Streaming.Testing.Wait.Until(() => live.Metrics.Retries.WithLabels("registry").Value >= 1, LiveScorer.Patience);

        registry.IsDown = false;

        live.ReadUntil(() => live.Scored.Count == 1);
        Assert.Empty(live.DeadLetters);
    }

    [Fact]
    public async Task a_restarted_scorer_goes_on_where_it_stopped()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        for (var i = 0; i < 5; i++)
            await live.DeliverAsync(TestOrders.Delivery($"before-{i}", i));
        live.ReadUntil(() => live.Scored.Count == 5);
        await live.StopAsync();
        for (var i = 0; i < 5; i++)
            await live.DeliverAsync(TestOrders.Delivery($"after-{i}", 10 + i));

        live.Start();

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) >= 10);
        live.ReadUntil(() => live.Scored.Count >= 10);
        Assert.Equal(10, live.Scored.Select(score => score.OrderId).Distinct().Count());
        Assert.Equal(10, live.Scored.Count);
    }

    /// <summary>Loses the answer of the first commit, which comes through, until it is told to go on.</summary>
    private sealed class DeafOnce(IBatchOutput output, ManualResetEventSlim go) : IBatchOutput
    {
        private bool isDeaf = true;

        public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
        {
            output.Commit(records, inputs, group);
            if (!isDeaf)
                return;
            isDeaf = false;
            go.Wait(LiveScorer.Patience);
            throw new CommitFaultException("broker", "the answer was lost", null);
        }

        public void Recover() => output.Recover();

        public void Dispose() => output.Dispose();
    }

    /// <summary>Metrics count after the commit, which a reader may see a moment earlier.</summary>
    private static Task Counted(Func<double> counter, double expected) =>
        Streaming.Testing.Wait.Until(() => counter() == expected, LiveScorer.Patience);

    private static string Header(ConsumeResult<byte[], byte[]> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(name));

    private static byte[] Key(string id) => Encoding.UTF8.GetBytes(id);
}
