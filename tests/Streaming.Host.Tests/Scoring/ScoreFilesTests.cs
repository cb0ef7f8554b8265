using System.Globalization;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Host.Scoring;
using Streaming.Models.Policy;
using Streaming.Scorer.Batch;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Scoring;

public sealed class ScoreFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new("scores");

    private static BatchScore Score(string id, string deliveredAt, double probability = 0.5, Tier tier = Tier.Yellow, float value = 1) =>
        new(id, LocalTime.Parse(deliveredAt), probability, tier, false, [.. Enumerable.Repeat(value, FeatureSchema.All.Count)]);

    [Fact]
    public void rows_are_in_the_order_of_delivery_then_of_the_order_id()
    {
        var ordered = ScoreFiles.InOrder([Score("b", "2018-01-02 00:00:00"), Score("a", "2018-01-02 00:00:00"), Score("c", "2018-01-01 00:00:00")]);

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
        ScoreFiles.WriteVectors([Score("o", "2018-01-01 00:00:00", value: 1), Score("p", "2018-01-01 00:00:00", value: float.NaN)], folder.Below("v.csv"));

        var lines = File.ReadAllLines(folder.Below("v.csv"));

        Assert.Equal("order_id," + string.Join(',', FeatureSchema.All.Select(feature => feature.Name)), lines[0]);
        Assert.Equal("3f800000", lines[1].Split(',')[1]);
        Assert.All(lines[2].Split(',')[1..], bits => Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle(uint.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))));
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
