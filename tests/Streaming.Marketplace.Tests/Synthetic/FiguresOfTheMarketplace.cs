using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Synthetic;

public sealed class FiguresOfTheMarketplace(GeneratedFolder generated) : IClassFixture<GeneratedFolder>
{
    /// <summary>How far a listed value may be from the real one: its last digit.</summary>
    private const double Rounding = 0.01;

    private static readonly Lazy<Measurements> Real = new(() => new(OlistTables.Read(RealParts.RequireOlist())));

    public static TheoryData<string> Names => [.. Figures.All.Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void each_figure_lies_in_its_band(string name)
    {
        var figure = Figures.All.Single(listed => listed.Name == name);
        Assert.InRange(generated.Measured.Of(name), figure.Low, figure.High);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void each_listed_value_is_the_real_one(string name)
    {
        RealParts.RequireOlist();
        var figure = Figures.All.Single(listed => listed.Name == name);
        Assert.InRange(Real.Value.Of(name), figure.Real * (1 - Rounding), figure.Real * (1 + Rounding));
    }

    [Fact]
    public void every_figure_has_a_name_of_its_own_and_a_band() =>
        Assert.All(
            Figures.All,
            figure => Assert.True(figure.Low < figure.High && Figures.All.Count(other => other.Name == figure.Name) == 1, figure.Name)
        );
}
