using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Models.Artifacts;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Faults of single records on the mock cluster, which takes any timestamp, as clusters before Kafka 4.0 do.</summary>
public sealed class RecordFaultsOnTheMockCluster : RecordFaultContract, IAsyncDisposable
{
    private readonly MockKafka kafka = MockKafka.Start();

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2) => kafka.ScorerAsync("faults", partitions);

    [Theory]
    [InlineData(1_790_000_000_000_000)] // microseconds
    [InlineData(253_402_300_800_000)] // the first moment of the year 10000
    [InlineData(long.MaxValue)]
    [InlineData(1)]
    [InlineData(631_152_000_000)] // 1990
    [InlineData(4_102_444_799_000)] // 2099
    public async Task a_record_with_any_timestamp_is_scored_or_dead_lettered(long milliseconds)
    {
        await using var live = await ScorerAsync(1);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var odd = new Timestamp(milliseconds, TimestampType.CreateTime);
        await live.DeliverAsync(TestOrders.Delivery("order"), odd);
        await live.DeliverBytesAsync([1], [9], null, odd);
        await live.DeliverAsync(TestOrders.Delivery("next", 1), odd);
        live.Start();

        live.ReadUntil(() => live.Scored.Count + live.DeadLetters.Count == 3);

        var letter = Assert.Single(live.DeadLetters, letter => letter.Message.Key.Length == 1);
        Assert.Equal(
            milliseconds,
            System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(letter.Message.Headers.GetLastBytes("kafka_dlt-original-timestamp"))
        );
        Assert.InRange(letter.Message.Timestamp.UtcDateTime, DateTime.UtcNow.AddMinutes(-10), DateTime.UtcNow.AddMinutes(10));
        await Streaming.Testing.Wait.Until(() => live.Service!.IsScoring && live.Metrics.LagCheckedAt.Value > 0, LiveScorer.Patience);
    }
}
