using Streaming.Kafka.Registry;
using Streaming.Replays.Redrives;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.Live;
using Streaming.Testing;
using Xunit;

namespace Streaming.Replays.Tests.Redrives;

/// <summary>Redriving on a real Kafka, with what only a real one does.</summary>
public sealed class RedriveOnApacheKafka(KafkaFixture kafka) : RedriveContract
{
    private protected override Task<LiveScorer> ScorerAsync(int partitions = 2, ISchemaRegistry? registry = null) =>
        kafka.ScorerAsync("redrive", partitions, registry);

    [Fact]
    public async Task of_two_redrives_at_once_the_earlier_ends_with_a_clear_message_and_nothing_is_doubled()
    {
        var (live, late) = await StartedAsync();
        await using var disposed = live;
        await ParkAsync(live, late);
        await late.RegisterAsync();
        List<RedrivenOrder> winner = [];

        var loser = await Assert.ThrowsAsync<RedriveFailedException>(() =>
            live.RedriveAsync(Of(), _ => winner = live.RedriveAsync(Of() with { By = "ben" }).GetAwaiter().GetResult())
        );

        Assert.Contains("another redrive of the same group has begun", loser.Message, StringComparison.Ordinal);
        Assert.Equal(RedriveEnd.Released, Assert.Single(winner).End);
        await live.DeliverAsync(TestOrders.Delivery("flowing", 9));
        live.ReadUntil(() => live.Scored.Exists(score => score.OrderId == "flowing") && live.Scored.Count >= 3);
        Assert.Equal(3, live.Scored.Count);
        Assert.Contains("by ben", Assert.Single(await live.RedriveAsync(Of("parked"))).Message, StringComparison.Ordinal);
    }
}
