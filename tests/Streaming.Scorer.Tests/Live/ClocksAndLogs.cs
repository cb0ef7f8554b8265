using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.MicroBatches;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Wrong clocks and logs that change, on the mock cluster.</summary>
public sealed class ClocksAndLogs : IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task events_from_the_future_are_set_aside_and_the_histories_go_on()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("first"));
        await live.ReviewAsync(TestOrders.Review("first", 1, 1));
        live.ReadUntil(() => live.Scored.Count == 1);

        var far = LocalTime.Parse("2098-06-01 12:00:00");
        await live.ReviewAsync(TestOrders.Review("first", 1, 1) with { EventId = "far", RecordedAt = far, AnsweredAt = far });
        await live.DeliverAsync(TestOrders.Delivery("future") with { RecordedAt = far, DeliveredAt = far });
        live.ReadUntil(() => live.DeadLetters.Count == 1);
        var letter = new StoredLetter(live.DeadLetters[0]);
        Assert.Equal(ReasonCodes.ContractViolation, letter.Reason);
        Assert.Contains(
            "recorded_at is 2098-06-01 12:00:00; it must be at most 26 hours after the record's Kafka timestamp",
            letter.Text(DeadLetter.ExceptionMessage),
            StringComparison.Ordinal
        );

        await live.DeliverAsync(TestOrders.Delivery("first")); // the same event again
        for (var day = 1; day <= 3; day++)
        {
            await live.ReviewAsync(TestOrders.Review($"o{day}", 1, day * 24));
            await live.DeliverAsync(TestOrders.Delivery($"o{day}", day * 24 + 12));
        }

        live.ReadUntil(() => live.Scored.Count == 4 && live.Windows.Sum(window => window.Duplicates) == 1);
        Assert.Equal([1f, 2f, 3f], live.Scored.Skip(1).Select(score => score.FeatureVector[FeatureSchema.IndexOf("seller_reviews")]));
        Assert.Equal(1, live.Metrics.ReviewsRejected.WithLabels(ReasonCodes.ContractViolation).Value);
        Assert.Equal(0, live.Metrics.HistoryDropped.WithLabels("scorer", "too_old").Value);
    }

    [Fact]
    public async Task a_timestamp_in_microseconds_is_understood_and_one_that_is_no_time_is_set_aside()
    {
        await using var live = await ScorerAsync();
        var decoder = new InputDecoder(live.Registry);
        Assert.Equal("micro", decoder.Delivery(Record(live, TestOrders.Delivery("micro"), 0, stamp: 1_790_000_000_000_000)).OrderId);
        Assert.Throws<ContractException>(() => decoder.Delivery(Record(live, TestOrders.Delivery("micro"), 0, stamp: -5)));
    }

    /// <summary>The registry answers wrongly while the histories pass a correction, and rightly when the loop reads it.</summary>
    [Fact]
    public async Task what_the_histories_have_refused_stays_refused_for_the_loop_of_the_process()
    {
        await using var live = await ScorerAsync();
        await live.DeliverAsync(TestOrders.Delivery("order"));
        await live.DeliverAsync(TestOrders.Delivery("order", hours: 2, lateDays: 9, version: 2));
        var letters = new ParkedOrders(live.Settings.NameOf(Topics.OrderDelivered));
        var lying = new InMemorySchemaRegistry(); // other schemas under every id
        for (var i = 0; i < 20; i++)
            await lying.RegisterAsync($"other-{i}", $$"""{"type":"fixed","name":"Other{{i}}","size":1}""", cancellation: Token);
        using var histories = new HistoryFollower(
            live.Settings,
            new HistoryIntake(new HistoryTable(), letters.Refused, new InputDecoder(lying), live.Metrics, NullLogger.Instance),
            live.Metrics,
            TimeProvider.System,
            NullLogger.Instance
        );
        histories.ReadToEnd(Token);
        Assert.False(histories.MaySave); // a table that is saved now would know of neither

        var processor = new BatchProcessor(
            live.Settings,
            live.Registry,
            new InputDecoder(live.Registry),
            histories,
            letters,
            TimeProvider.System
        );
        var batch = new DeliveryBatch();
        batch.Records.AddRange(Logged(live, 2));
        var outcome = processor.Process(batch, new Models.ServedModel(TestModel.Load(), 1), Token);
        Assert.Equal([ReasonCodes.SchemaMismatch, ReasonCodes.SchemaMismatch], outcome.DeadLetterReasons);
        Assert.Equal(0, outcome.Duplicates);

        foreach (
            var (letter, offset) in outcome
                .Records.Where(record => record.Topic == live.Settings.NameOf(Topics.OrderDeliveredDeadLetters))
                .Select((record, place) => (record, place))
        )
            letters.Add(
                new StoredLetter(
                    new ConsumeResult<byte[], byte[]>
                    {
                        TopicPartitionOffset = new TopicPartitionOffset(letter.Topic, 0, offset),
                        Message = letter.Message,
                    }
                )
            );
        Assert.True(histories.MaySave);
    }

    /// <summary>The other way round: the group's offsets were set back, and by now the refused correction can be decoded.</summary>
    [Fact]
    public async Task a_refused_correction_that_is_read_again_and_can_be_decoded_is_no_repetition()
    {
        await using var live = await ScorerAsync();
        await live.DeliverAsync(TestOrders.Delivery("order"));
        await live.DeliverAsync(TestOrders.Delivery("order", hours: 2, lateDays: 9, version: 2));
        var records = Logged(live, 2);
        var letters = new ParkedOrders(live.Settings.NameOf(Topics.OrderDelivered));
        letters.Add(
            new StoredLetter(
                new ConsumeResult<byte[], byte[]>
                {
                    TopicPartitionOffset = new TopicPartitionOffset(live.Settings.NameOf(Topics.OrderDeliveredDeadLetters), 0, 0),
                    Message = DeadLetter.From(
                        records[1],
                        new ContractException(ReasonCodes.UnknownSchemaId, "not known yet"),
                        "group",
                        DateTimeOffset.UnixEpoch
                    ),
                }
            )
        );
        letters.Add(Encoding.UTF8.GetBytes("order"), DeadLetters.Letters.Release(0, through: 0));
        var decoder = new InputDecoder(live.Registry);
        using var histories = new HistoryFollower(
            live.Settings,
            new HistoryIntake(new HistoryTable(), letters.Refused, decoder, live.Metrics, NullLogger.Instance),
            live.Metrics,
            TimeProvider.System,
            NullLogger.Instance
        );
        histories.ReadToEnd(Token);

        var batch = new DeliveryBatch();
        batch.Records.AddRange(records);
        var outcome = new BatchProcessor(live.Settings, live.Registry, decoder, histories, letters, TimeProvider.System).Process(
            batch,
            new Models.ServedModel(TestModel.Load(), 1),
            Token
        );
        Assert.Equal(0, outcome.Duplicates);
        Assert.Equal(1, outcome.Corrections);
        Assert.Equal(1, histories.Table.Counters.Deliveries); // and it still counts for nobody
    }

    [Fact]
    public async Task deliveries_that_are_removed_before_they_were_scored_are_counted_and_named()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("before"));
        live.ReadUntil(() => live.Scored.Count == 1);
        await live.StopAsync();

        // The mock cluster keeps 5 MiB of a partition.
        var large = Enumerable
            .Range(0, 700)
            .Select(i => new OrderItem
            {
                OrderItemId = i,
                ProductId = Unique.Name("product"),
                SellerId = Unique.Name("seller"),
                SellerState = "SP",
                ProductCategoryName = "livros",
                Price = 1,
                FreightValue = 1,
            })
            .ToList();
        for (var i = 0; i < 120; i++)
            await live.DeliverAsync(TestOrders.Delivery($"o{i}", i) with { Items = large });

        live.Start();
        live.ReadUntil(() => live.Scored.Any(score => score.OrderId == "o119"));
        await Wait.Until(() => live.Metrics.DeliveriesCut.Value > 0, LiveScorer.Patience);
        var lost = 120 - live.Scored.Select(score => score.OrderId).Distinct().Count(order => order != "before");
        Assert.Equal(lost, live.Metrics.DeliveriesCut.Value);
        Assert.Contains(
            live.Service!.Warnings,
            warning =>
                warning.Contains($"partition 0: retention removed offsets 1 to {lost} before they were scored", StringComparison.Ordinal)
        );
    }

    private static List<ConsumeResult<byte[], byte[]>> Logged(LiveScorer live, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(live.Client.ForReading("log")).Build();
        consumer.Assign(new TopicPartitionOffset(live.Settings.NameOf(Topics.OrderDelivered), 0, Offset.Beginning));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        while (records.Count < count)
            if (consumer.Consume(LiveScorer.Patience) is { IsPartitionEOF: false } record)
                records.Add(record);
        return records;
    }

    private static ConsumeResult<byte[], byte[]> Record(LiveScorer live, OrderDelivered order, long offset, long stamp) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset(live.Settings.NameOf(Topics.OrderDelivered), 0, offset),
            Message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(order.OrderId),
                Value = live.Encode(order),
                Timestamp = new Timestamp(stamp, TimestampType.CreateTime),
            },
        };

    private Task<LiveScorer> ScorerAsync() => kafka.ScorerAsync("clocks", 1);
}
