using System.Globalization;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Host.Scoring;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Scoring;

public sealed class ScoreFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new("scores");

    private static OfflineScore Score(
        string id,
        string deliveredAt,
        double probability = 0.5,
        Tier tier = Tier.Yellow,
        float value = 1,
        int partition = 0,
        long offset = 0
    ) =>
        new()
        {
            OrderId = id,
            DeliveredAt = LocalTime.Parse(deliveredAt),
            Probability = probability,
            Tier = tier,
            Vector = [.. Enumerable.Repeat(value, FeatureSchema.All.Count)],
            Input = new LogPosition(InputLog.Deliveries, partition, offset),
        };

    [Fact]
    public void rows_are_in_the_order_of_delivery_then_of_the_order_id()
    {
        var ordered = ScoreFiles.InOrder([
            Score("b", "2018-01-02 00:00:00"),
            Score("a", "2018-01-02 00:00:00"),
            Score("c", "2018-01-01 00:00:00"),
        ]);

        Assert.Equal(["c", "a", "b"], ordered.Select(score => score.OrderId));
    }

    [Fact]
    public void probabilities_read_back_to_the_same_bits()
    {
        double[] awkward = [0.1 + 0.2, 1 / 3.0, double.Epsilon, Math.BitDecrement(0.3), 1];
        ScoreFiles.WriteScores([.. awkward.Select((p, i) => Score($"o{i}", "2018-01-01 00:00:00", p))], folder.Below("out.csv"));

        var lines = File.ReadAllLines(folder.Below("out.csv"));

        Assert.Equal("order_id,delivered_at,probability,tier,answered_before_delivery", lines[0]);
        Assert.Equal("o0,2018-01-01 00:00:00,0.30000000000000004,YELLOW,false", lines[1]);
        Assert.Equal(awkward, lines[1..].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void vectors_are_written_bit_by_bit_under_their_names()
    {
        ScoreFiles.WriteVectors(
            [Score("o", "2018-01-01 00:00:00", value: 1), Score("p", "2018-01-01 00:00:00", value: float.NaN)],
            folder.Below("v.csv")
        );

        var lines = File.ReadAllLines(folder.Below("v.csv"));

        Assert.Equal("order_id," + string.Join(',', FeatureSchema.All.Select(feature => feature.Name)), lines[0]);
        Assert.Equal("3f800000", lines[1].Split(',')[1]);
        Assert.All(
            lines[2].Split(',')[1..],
            bits =>
                Assert.True(
                    float.IsNaN(BitConverter.UInt32BitsToSingle(uint.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
                )
        );
    }

    [Fact]
    public void versions_of_one_order_are_in_the_order_of_their_places_in_the_log()
    {
        const string at = "2018-01-01 00:00:00";
        var ordered = ScoreFiles.InOrder([
            Score("o", at, partition: 1, offset: 3),
            Score("o", at, partition: 0, offset: 12),
            Score("o", at, partition: 0, offset: 7),
        ]);

        Assert.Equal([(0, 7), (0, 12), (1, 3)], ordered.Select(score => (score.Input.Partition, score.Input.Offset)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void however_small_the_runs_on_disk_the_order_and_every_bit_are_the_same(int run)
    {
        var random = new Random(3);
        var scores = Enumerable
            .Range(0, 200)
            .Select(i =>
                Score(
                    $"o{random.Next(50)}",
                    $"2018-01-{random.Next(1, 9):00} 00:00:00",
                    random.NextDouble(),
                    (Tier)random.Next(3),
                    random.NextSingle(),
                    random.Next(3),
                    i
                )
            )
            .ToList();
        var expected = scores.Order(Comparer<OfflineScore>.Create(ScoreFiles.Order)).Select(Bits).ToList();

        using var sorted = new SortedScores(scores, hasVectors: true, run);

        Assert.Equal((200, 200), (sorted.Count, sorted.ToList().Count));
        Assert.Equal(expected, sorted.Select(Bits)); // a second time

        static string Bits(OfflineScore score) =>
            string.Join(
                ' ',
                [
                    (score with { Vector = [] }).ToString().Replace("System.Single[]", "", StringComparison.Ordinal),
                    BitConverter.DoubleToInt64Bits(score.Probability),
                    .. score.Vector.Select(value => (object)BitConverter.SingleToInt32Bits(value)),
                ]
            );
    }

    [Fact]
    public void coordinates_follow_the_order_id_when_they_are_asked_for()
    {
        OfflineScore[] scores = [Score("o,1", "2018-01-01 00:00:00", partition: 4, offset: 123_456_789_012)];
        ScoreFiles.WriteScores(scores, folder.Below("out.csv"), coordinates: true);
        ScoreFiles.WriteVectors(scores, folder.Below("v.csv"), coordinates: true);

        Assert.Equal(
            [
                "order_id,input_partition,input_offset,delivered_at,probability,tier,answered_before_delivery",
                "\"o,1\",4,123456789012,2018-01-01 00:00:00,0.5,YELLOW,false",
            ],
            File.ReadAllLines(folder.Below("out.csv"))
        );
        Assert.All(
            File.ReadAllLines(folder.Below("v.csv")),
            (line, i) =>
                Assert.StartsWith(
                    i == 0 ? "order_id,input_partition,input_offset," : "\"o,1\",4,123456789012,3f800000",
                    line,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void without_coordinates_the_files_do_not_show_them()
    {
        ScoreFiles.WriteVectors([Score("o", "2018-01-01 00:00:00", partition: 4, offset: 9)], folder.Below("v.csv"));

        Assert.StartsWith("o,3f800000", File.ReadAllLines(folder.Below("v.csv"))[1], StringComparison.Ordinal);
    }

    [Fact]
    public void a_file_that_cannot_be_put_in_place_leaves_nothing_half_written()
    {
        Directory.CreateDirectory(folder.Below("taken", "by a folder"));

        Assert.ThrowsAny<Exception>(() => ScoreFiles.WriteScores([Score("o", "2018-01-01 00:00:00")], folder.Below("taken")));

        Assert.Equal([folder.Below("taken")], Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
