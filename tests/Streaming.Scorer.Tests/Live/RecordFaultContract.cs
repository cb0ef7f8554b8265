using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.Redrives;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Transactions;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>One record must not stop the stream, on every Kafka that the scorer runs on.</summary>
public abstract class RecordFaultContract
{
    private protected abstract Task<LiveScorer> ScorerAsync(int partitions = 2);

    public static TheoryData<string, bool> Unexpected()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in Faults.Keys)
        {
            data.Add(name, true);
            data.Add(name, false);
        }

        return data;
    }

    private static readonly string?[] Nothing = [null];

    private static readonly Dictionary<string, Action> Faults = new()
    {
        ["System.ArgumentOutOfRangeException"] = () => DateTimeOffset.FromUnixTimeMilliseconds(long.MaxValue),
        ["System.NullReferenceException"] = () => _ = Nothing[0]!.Length,
        ["System.IndexOutOfRangeException"] = () => _ = Nothing[Nothing.Length],
        ["System.InvalidOperationException"] = () => Nothing.Single(text => text is not null),
        ["System.OverflowException"] = () => _ = checked(int.MaxValue + Nothing.Length),
        ["System.Collections.Generic.KeyNotFoundException"] = () => _ = new Dictionary<int, int>()[1],
    };

    [Theory]
    [MemberData(nameof(Unexpected))]
    public async Task an_unexpected_exception_is_its_records_and_nobody_elses(string type, bool whileDecoding)
    {
        await using var live = await ScorerAsync();
        var looked = 0;
        void Fail(ConsumeResult<byte[], byte[]> record)
        {
            if (record.Topic != live.Settings.NameOf(Topics.OrderDelivered) || KeyOf(record) != "odd")
                return;
            Interlocked.Increment(ref looked);
            Faults[type]();
        }

        await live.PromoteAsync(TestModel.Artifact(), 1);
        for (var i = 0; i < 12; i++)
            await live.DeliverAsync(TestOrders.Delivery(i == 5 ? "odd" : $"order-{i}", i));
        live.Start(seams: whileDecoding ? new ScoringSeams { BeforeDecoding = Fail } : new ScoringSeams { BeforeScoring = Fail });

        live.ReadUntil(() => live.Scored.Count == 11 && live.DeadLetters.Count == 1);

        var letter = live.DeadLetters[0];
        Assert.Equal("odd", KeyOf(letter));
        Assert.Equal("processing_failed", Header(letter, "x-reason-code"));
        Assert.Equal(type, Header(letter, "kafka_dlt-exception-fqcn"));
        Assert.Contains(Record.Exception(Faults[type])!.Message, Header(letter, "kafka_dlt-exception-message"), StringComparison.Ordinal);
        Assert.Equal(live.Encode(TestOrders.Delivery("odd", 5)), letter.Message.Value);
        Assert.Equal(11, live.Scored.Select(score => score.OrderId).Distinct().Count());
        Assert.InRange(looked, 2, 4); // in its batch, and alone; the histories look as well
        await Streaming.Testing.Wait.Until(
            () => live.Service!.IsScoring && live.Metrics.DeadLetters.WithLabels(ReasonCodes.ProcessingFailed).Value == 1,
            LiveScorer.Patience
        );
    }

    [Fact]
    public async Task an_order_whose_score_failed_stays_in_the_histories_and_can_be_redriven()
    {
        await using var live = await ScorerAsync(1);
        var isBroken = true;
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start(
            seams: new ScoringSeams
            {
                BeforeScoring = record =>
                {
                    if (isBroken && KeyOf(record) == "odd")
                        throw new InvalidOperationException("not now");
                },
            }
        );
        await live.DeliverAsync(TestOrders.Delivery("odd"));
        live.ReadUntil(() => live.DeadLetters.Count == 1);
        await live.StopAsync();
        isBroken = false;
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("next", 48));
        live.ReadUntil(() => live.Scored.Count == 1);

        var redriven = Assert.Single(await live.RedriveAsync(RedriveAll));

        Assert.Equal(1, live.Scored[0].FeatureVector[FeatureSchema.IndexOf("seller_deliveries")]);
        Assert.Equal((RedriveEnd.Released, "scored"), (redriven.End, redriven.Letters.Single().Outcome));
        live.ReadUntil(() => live.Scored.Count == 2);
    }

    [Fact]
    public async Task a_review_that_fails_is_left_out_and_counted_and_the_others_count()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        foreach (var id in new[] { "good-1", "odd", "good-2" })
            await live.ReviewAsync(TestOrders.Review(id, 1, 1));
        live.Start(
            seams: new ScoringSeams
            {
                BeforeDecoding = record =>
                {
                    if (record.Topic == live.Settings.NameOf(Topics.ReviewSubmitted) && KeyOf(record) == "odd")
                        throw new FormatException("beyond");
                },
            }
        );
        await live.DeliverAsync(TestOrders.Delivery("order", 72));

        live.ReadUntil(() => live.Scored.Count == 1);

        Assert.Equal(2, live.Scored[0].FeatureVector[FeatureSchema.IndexOf("seller_reviews")]);
        Assert.Equal(1, live.Metrics.ReviewsRejected.WithLabels(ReasonCodes.ProcessingFailed).Value);
        Assert.Equal(1, live.Metrics.HistoryRecordsFailed.WithLabels(live.Settings.NameOf(Topics.ReviewSubmitted)).Value);
    }

    [Fact]
    public async Task windows_tell_of_each_review_that_was_refused_while_it_scored()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        await live.ReviewAsync(TestOrders.Review("before", 1, 1) with { ReviewScore = 9 }); // read with the logs: nothing that happens now
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("one", 1));
        live.ReadUntil(() => live.Windows.Count == 1);
        for (var i = 0; i < 3; i++)
            await live.ReviewAsync(TestOrders.Review($"odd-{i}", 2, 1) with { ReviewScore = 9 });
        await Streaming.Testing.Wait.Until(
            () => live.Metrics.ReviewsRejected.WithLabels(ReasonCodes.ContractViolation).Value == 4,
            LiveScorer.Patience
        );
        foreach (var id in new[] { "two", "three" })
        {
            await live.DeliverAsync(TestOrders.Delivery(id, 3));
            live.ReadUntil(() => live.Scored.Any(score => score.OrderId == id));
        }

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) == 3);

        Assert.Equal<long?>(3, live.Windows.Sum(window => window.ReviewsRefused));
        Assert.All(live.Windows, window => Assert.Equal<(long?, long?)>((0, 0), (window.HistoryTooOld, window.HistoryLate)));
    }

    [Fact]
    public async Task what_the_cluster_refuses_about_an_order_becomes_its_dead_letter()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var refusing = new ConcurrentDictionary<string, bool> { [Topics.SatisfactionScored.Name + " odd"] = true };
        for (var i = 0; i < 8; i++)
            await live.DeliverAsync(TestOrders.Delivery(i == 3 ? "odd" : $"order-{i}", i));
        live.Start(seams: new ScoringSeams { Output = inner => new Refusing(inner, live.Settings.TopicPrefix, refusing) });

        live.ReadUntil(() => live.Scored.Count == 7 && live.DeadLetters.Count == 1 && live.Windows.Sum(window => window.Scored) == 7);

        Assert.Equal("output_refused", Header(live.DeadLetters[0], "x-reason-code"));
        Assert.Contains(
            live.Settings.NameOf(Topics.SatisfactionScored),
            Header(live.DeadLetters[0], "kafka_dlt-exception-message"),
            StringComparison.Ordinal
        );
        Assert.Contains("max.message.bytes", Header(live.DeadLetters[0], "kafka_dlt-exception-message"), StringComparison.Ordinal);
        Assert.Equal(live.Encode(TestOrders.Delivery("odd", 3)), live.DeadLetters[0].Message.Value);
    }

    [Fact]
    public async Task a_window_that_the_cluster_refuses_holds_no_score_back()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var refusing = new ConcurrentDictionary<string, bool> { [$"{Topics.ScoringWindows.Name} {live.Settings.Instance}"] = true };
        for (var i = 0; i < 8; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        live.Start(seams: new ScoringSeams { Output = inner => new Refusing(inner, live.Settings.TopicPrefix, refusing) });

        live.ReadUntil(() => live.Scored.Count == 8);

        Assert.Empty(live.DeadLetters);
        await Streaming.Testing.Wait.Until(() => live.Metrics.WindowsRefused.Value >= 1, LiveScorer.Patience);
    }

    [Fact]
    public async Task a_dead_letter_that_is_refused_holds_its_own_partition_and_no_other_until_it_is_taken()
    {
        await using var live = await ScorerAsync(2);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var refusing = new ConcurrentDictionary<string, bool> { [Topics.OrderDeliveredDeadLetters.Name + " odd"] = true };
        var clock = new HurriedClock();
        live.Start(seams: new ScoringSeams { Output = inner => new Refusing(inner, live.Settings.TopicPrefix, refusing) }, clock: clock);
        await live.DeliverBytesAsync(Encoding.UTF8.GetBytes("odd"), [9]);
        for (var i = 0; i < 20; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        await Streaming.Testing.Wait.Until(() => live.Metrics.HeldPartitions.Value == 1 && !live.Service!.IsScoring, LiveScorer.Patience);
        live.ReadUntil(() => live.Scored.Count > 0);
        Assert.Contains("cannot be dead-lettered", live.Service!.State, StringComparison.Ordinal);
        Assert.Contains(" offset 0 ", live.Service.State, StringComparison.Ordinal);
        Assert.Empty(live.DeadLetters);
        for (var i = 20; i < 30; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));
        refusing.Clear();
        clock.Ahead += TimeSpan.FromMinutes(1);

        live.ReadUntil(() => live.Scored.Count == 30 && live.DeadLetters.Count == 1);
        Assert.Equal(30, live.Scored.Select(score => score.OrderId).Distinct().Count());
        await Streaming.Testing.Wait.Until(() => live.Metrics.HeldPartitions.Value == 0 && live.Service.IsScoring, LiveScorer.Patience);
    }

    [Fact]
    public async Task a_record_that_no_letter_can_hold_is_dead_lettered_without_its_value_and_read_from_its_place()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var value = new byte[2_500_000];
        value.AsSpan().Fill(7);
        await live.DeliverBytesAsync(Encoding.UTF8.GetBytes("large"), value, new Headers { { "source", [1, 2] } });
        await live.DeliverAsync(TestOrders.Delivery("order"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 1);

        var letter = live.DeadLetters[0];
        Assert.Null(letter.Message.Value);
        Assert.Equal("2500000", Header(letter, "x-omitted-value-bytes"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(value)), Header(letter, "x-omitted-value-sha256"));
        Assert.Equal([1, 2], letter.Message.Headers.GetLastBytes("source"));
        Assert.Equal(0, BinaryPrimitives.ReadInt64BigEndian(letter.Message.Headers.GetLastBytes("kafka_dlt-original-offset")));
        using var reader = new LetterReader(live.Settings);
        var read = Assert.Single(reader.Read(0, [letter.Offset.Value], TestContext.Current.CancellationToken));
        Assert.Equal(value, read.Value);
        var redriven = Assert.Single(await live.RedriveAsync(RedriveAll));
        Assert.Contains("still invalid: wrong_magic_byte", redriven.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task huge_keys_and_headers_are_told_by_size_and_park_nothing()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverBytesAsync(new byte[2_200_000], [0]);
        await live.DeliverBytesAsync(
            Encoding.UTF8.GetBytes("heads"),
            [0],
            new Headers { { "huge", new byte[2_200_000] }, { "small", [1] } }
        );
        await live.DeliverAsync(TestOrders.Delivery("order"));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 2);

        Assert.Null(live.DeadLetters[0].Message.Key);
        Assert.Equal("2200000", Header(live.DeadLetters[0], "x-omitted-key-bytes"));
        Assert.Equal("heads", KeyOf(live.DeadLetters[1]));
        Assert.Equal("2", Header(live.DeadLetters[1], "x-omitted-headers"));
    }

    [Fact]
    public async Task a_legal_order_whose_alert_no_topic_takes_is_dead_lettered_and_the_others_flow()
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var many = TestOrders.Delivery("many", lateDays: 20) with
        {
            Items =
            [
                .. Enumerable
                    .Range(1, 300)
                    .Select(id => new OrderItem
                    {
                        OrderItemId = id,
                        ProductId = "p",
                        SellerId = Unguessable(id),
                        ProductCategoryName = "c",
                        Price = 1,
                        FreightValue = 1,
                    }),
            ],
        };
        await live.DeliverAsync(many);
        await live.DeliverAsync(TestOrders.Delivery("order", 1));

        live.ReadUntil(() => live.Scored.Count == 1 && live.DeadLetters.Count == 1);

        Assert.Equal(("order", "many"), (live.Scored[0].OrderId, KeyOf(live.DeadLetters[0])));
        Assert.Equal("output_refused", Header(live.DeadLetters[0], "x-reason-code"));
    }

    [Fact]
    public async Task a_batch_is_bounded_by_bytes_too()
    {
        await using var live = await ScorerAsync(1);
        live.Settings = live.Settings with { BatchBytes = 1024 * 1024, BatchAge = TimeSpan.FromSeconds(5) };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        for (var i = 0; i < 6; i++)
            await live.DeliverBytesAsync(Encoding.UTF8.GetBytes($"large-{i}"), new byte[700_000]);
        live.Start();

        live.ReadUntil(() => live.DeadLetters.Count == 6 && live.Windows.Sum(window => window.DeadLettered) == 6);

        Assert.All(live.Windows, window => Assert.InRange(window.DeadLettered, 1, 2));
    }

    private static readonly RedriveRequest RedriveAll = new()
    {
        Selection = LetterSelection.All,
        By = "ana",
        Why = "mended",
    };

    /// <summary>Text that no compression makes much smaller: 3,000 characters of three bytes each.</summary>
    private static string Unguessable(int seed)
    {
        var random = new Random(seed);
        return string.Create(
            3_000,
            random,
            static (text, source) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)source.Next(0x4E00, 0x9FFF);
            }
        );
    }

    private protected static string KeyOf(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Key);

    private protected static string Header(ConsumeResult<byte[], byte[]> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(name));

    /// <summary>A cluster that refuses the records of chosen keys on chosen topics; tells only the topic, as a cluster does.</summary>
    private sealed class Refusing(IBatchOutput inner, string prefix, ConcurrentDictionary<string, bool> refused) : IBatchOutput
    {
        public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
        {
            foreach (var record in records)
            {
                if (
                    record.Message.Key is not { } key
                    || !refused.ContainsKey($"{record.Topic[prefix.Length..]} {Encoding.UTF8.GetString(key)}")
                )
                    continue;
                throw new CommitFaultException(
                    "aborted",
                    "refused",
                    null,
                    new OutputRefusal(record.Topic, null, "Broker: Message size too large")
                );
            }

            inner.Commit(records, inputs, group);
        }

        public void Recover() => inner.Recover();

        public void Dispose() => inner.Dispose();
    }
}
