using System.Text;
using Confluent.Kafka;
using Streaming.Console.Projection;
using Streaming.Console.Projection.DeadLetters;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Console.Tests.Projection;

/// <summary>What can be decoded and makes no sense is skipped and named, on every topic that the pages follow.</summary>
public sealed class RecordDecoderTests
{
    private static readonly Timestamp Written = new(Facts.Wall, TimestampType.CreateTime);

    private readonly InMemorySchemaRegistry registry = new();

    public static TheoryData<string, string> Windows { get; } =
        new()
        {
            { "no hash", "model_sha256 is 'no hash', must be 64" },
            { "upper case", "model_sha256" },
            { "negative bin", "score_histogram counts -1" },
            { "bins of another sum", "score_histogram adds up to 3" },
            { "negative feature bin", "feature_histograms of 'late_days' counts -5" },
            { "huge feature bins", "feature_histograms of 'late_days' adds up to" },
            { "tiers of another sum", "green, yellow and red" },
            { "ends in the year 9999", "ended_at is 9999" },
            { "dropped fewer than none", "reviews_refused is -1" },
            { "dropped more than there can be", "history_too_old is 9223372036854775807" },
            { "dropped in 2300", "recorded_at" },
            { "recorded in 2300", "recorded_at" },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task a_window_that_no_scorer_has_ever_said_is_skipped(string what, string named)
    {
        var good = Facts.Window("w", [1, 1]);
        var window = what switch
        {
            "no hash" => good with { ModelSha256 = "no hash" },
            "upper case" => good with { ModelSha256 = new string('A', 64) },
            "negative bin" => good with { ScoreHistogram = [-1, 3] },
            "bins of another sum" => good with { ScoreHistogram = [1, 2] },
            "negative feature bin" => good with { FeatureHistograms = [new FeatureHistogram("late_days", [-5, 7, 0], 0, 0)] },
            "huge feature bins" => good with
            {
                FeatureHistograms = [new FeatureHistogram("late_days", [long.MaxValue, long.MaxValue], 4, 0)],
            },
            "dropped fewer than none" => good with { ReviewsRefused = -1 },
            "dropped more than there can be" => good with { HistoryTooOld = long.MaxValue },
            "dropped in 2300" => Facts.Window("w", [0, 0]) with
            {
                FeatureHistograms = [new FeatureHistogram("late_days", [0, 0, 0], 0, 0)],
                HistoryLate = 1,
                RecordedAt = LocalTime.From(new DateTime(2300, 1, 1)),
            },
            "tiers of another sum" => good with { Green = 7 },
            "ends in the year 9999" => good with { EndedAt = new DateTime(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc) },
            _ => good with { RecordedAt = LocalTime.From(new DateTime(2300, 1, 1)) },
        };
        Assert.Contains(named, await SkippedAsync(Topics.ScoringWindows, window), StringComparison.Ordinal);
        Assert.IsType<ScoringWindow>(await FactOfAsync(Topics.ScoringWindows, good));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.PositiveInfinity)]
    public async Task a_probability_that_is_none_is_skipped(double probability)
    {
        Assert.Contains(
            "probability is",
            await SkippedAsync(Topics.SatisfactionScored, Facts.Scored("a", 0.5) with { Probability = probability }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "probability is",
            await SkippedAsync(Topics.AlertsRed, Facts.Alert("a") with { Probability = probability }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task unknown_tiers_and_times_of_no_market_are_skipped()
    {
        Assert.Contains(
            "PURPLE",
            await SkippedAsync(Topics.SatisfactionScored, Facts.Scored("a", 0.5) with { Tier = "PURPLE" }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "version is 0",
            await SkippedAsync(Topics.SatisfactionScored, Facts.Scored("a", 0.5) with { Version = 0 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "recorded_at is",
            await SkippedAsync(Topics.SatisfactionScored, Facts.Scored("a", 0.5) with { RecordedAt = new LocalTime(long.MinValue) }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "delivered_at is",
            await SkippedAsync(Topics.AlertsYellow, Facts.Alert("a") with { DeliveredAt = LocalTime.From(new DateTime(3000, 1, 1)) }),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(253_402_300_800_000)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void a_dead_letter_of_no_calendar_is_skipped_and_any_other_is_counted(long milliseconds)
    {
        var letter = Received(Topics.OrderDeliveredDeadLetters, [9], new Timestamp(milliseconds, TimestampType.CreateTime));
        Assert.Contains(
            $"{milliseconds}",
            Assert.IsType<SkippedFact>(new RecordDecoder(registry).Decode(letter).Fact).Reason,
            StringComparison.Ordinal
        );
        Assert.IsType<DeadLetterFact>(new RecordDecoder(registry).Decode(Received(Topics.OrderDeliveredDeadLetters, [9], Written)).Fact);
    }

    private async Task<string> SkippedAsync<T>(Topic topic, T value)
        where T : class => Assert.IsType<SkippedFact>(await FactOfAsync(topic, value)).Reason;

    private async Task<object> FactOfAsync<T>(Topic topic, T value)
        where T : class
    {
        await SubjectSetup.ApplyAsync(registry);
        var bytes = new AvroSerializer<T>(registry).Serialize(value, new SerializationContext(MessageComponentType.Value, topic.Name));
        return new RecordDecoder(registry).Decode(Received(topic, bytes, Written)).Fact;
    }

    private static ConsumeResult<byte[], byte[]> Received(Topic topic, byte[] value, Timestamp timestamp) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset(topic.Name, 0, 0),
            Message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes("key"),
                Value = value,
                Timestamp = timestamp,
                Headers = [],
            },
        };
}
