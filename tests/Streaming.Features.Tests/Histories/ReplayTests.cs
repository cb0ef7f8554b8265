using Streaming.Features.Tests.Twin;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Features.Tests.Histories;

/// <summary>A vector is a function of the logs: not of who reads them, in which order, or how often it starts again.</summary>
public sealed class ReplayTests
{
    private static readonly MarketOptions Options = new() { Seed = 7, Orders = 1_200 };
    private static readonly List<LogRecord> Log = RandomMarketplace.Make(Options);
    private static readonly Lazy<Replay> Plain = new(() => Replay.Run(Log));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void another_interleaving_of_the_partitions_changes_no_bit(int seed)
    {
        var other = Replay.Run(Log, new ReplayOptions { Seed = seed, LongestRun = 400 });
        AssertSame(Plain.Value, other);
    }

    [Fact]
    public void restarting_from_snapshots_changes_no_bit_and_no_verdict()
    {
        var restarted = Replay.Run(
            Log,
            new ReplayOptions
            {
                Seed = 4,
                LongestRun = 120,
                RestartShare = 0.2,
            }
        );
        AssertSame(Plain.Value, restarted);
    }

    [Fact]
    public void another_arrival_within_the_bound_changes_no_bit()
    {
        var tidy = Options with { Late = 0, BackAnHour = 0 };
        var one = Replay.Run(RandomMarketplace.Make(tidy));
        var other = Replay.Run(RandomMarketplace.Make(tidy with { ArrivalSeed = 99 }));
        AssertSameByEvent(one, other, tidy, tidy with { ArrivalSeed = 99 });
    }

    [Fact]
    public void another_number_of_partitions_changes_no_bit()
    {
        var tidy = Options with { Late = 0, BackAnHour = 0, Partitions = 1 };
        var one = Replay.Run(RandomMarketplace.Make(tidy));
        var other = Replay.Run(RandomMarketplace.Make(tidy with { Partitions = 5 }));
        AssertSameByEvent(one, other, tidy, tidy with { Partitions = 5 });
    }

    [Fact]
    public void a_table_without_positions_follows_the_log_from_its_start_to_the_same_bits()
    {
        var cut = Log.Select(record => record.RecordedAt.Milliseconds).Order().ElementAt(Log.Count * 6 / 10);
        var known = Log.GroupBy(record => (record.Position.Log, record.Position.Partition))
            .SelectMany(partition => partition.TakeWhile(record => record.RecordedAt.Milliseconds < cut));
        var artifact = Replay.Reload(Replay.Run(known).Table, withPositions: false);
        Assert.Empty(artifact.NextOffsets);
        Assert.NotNull(artifact.Through);

        var followed = Replay.Run(Log, startFrom: artifact);
        AssertSame(Plain.Value, followed);
    }

    [Fact]
    public void whatever_happens_later_leaves_a_vector_alone()
    {
        var deliveries = Log.Where(record => record.Delivery is not null).ToList();
        foreach (var chosen in deliveries.Where((_, index) => index % 97 == 0))
        {
            var until = FeatureTime.ReadsAt(chosen.Delivery!).Milliseconds - FeatureTime.QuietMilliseconds;
            var changed = Log.Where(record => record == chosen || record.RecordedAt.Milliseconds <= until).ToList();
            var positions = changed.Select(record => record.Position).ToHashSet();
            changed.AddRange(Log.Where(record => !positions.Contains(record.Position)).Select(Worsened));
            var vector = Replay.Run(changed.OrderBy(record => record.Position.Offset)).Vectors[chosen.Position];
            Assert.True(VectorComparison.AreSame(Plain.Value.Vectors[chosen.Position], vector), chosen.OrderId);
        }
    }

    /// <summary>The same event with another content: every score turned to one star, every item gone to another seller.</summary>
    private static LogRecord Worsened(LogRecord record) =>
        record with
        {
            Delivery = record.Delivery is { } delivery
                ? delivery with
                {
                    Items = [.. delivery.Items.Select(item => item with { SellerId = "seller-1", Price = 1.0 })],
                }
                : null,
            Review = record.Review is { } review
                ? review with
                {
                    ReviewScore = 1,
                    SellerIds = ["seller-0", "seller-1"],
                    ComplaintCodes = ["fake"],
                }
                : null,
        };

    private static void AssertSame(Replay expected, Replay actual)
    {
        Assert.Equal(expected.Vectors.Count, actual.Vectors.Count);
        foreach (var (position, vector) in expected.Vectors)
            Assert.True(VectorComparison.AreSame(vector, actual.Vectors[position]), $"{position}");
        Assert.True(expected.Accepted.SetEquals(actual.Accepted));
    }

    private static void AssertSameByEvent(Replay one, Replay other, MarketOptions optionsOfOne, MarketOptions optionsOfOther)
    {
        var (a, b) = (ByEvent(one, optionsOfOne), ByEvent(other, optionsOfOther));
        Assert.Equal(a.Count, b.Count);
        foreach (var (delivery, vector) in a)
            Assert.True(VectorComparison.AreSame(vector, b[delivery]), delivery);
    }

    private static Dictionary<string, (float[], string?[])> ByEvent(Replay replay, MarketOptions options) =>
        RandomMarketplace
            .Make(options)
            .Where(record => record.Delivery is not null && replay.Accepted.Contains(record.Position))
            .ToDictionary(
                record => $"{record.OrderId} {record.Delivery!.EventId} v{record.Delivery.Version} {record.RecordedAt}",
                record => replay.Vectors[record.Position]
            );
}
