using Streaming.Models.Policy;
using Xunit;

namespace Streaming.Models.Tests.Policy;

public sealed class TierPolicyTests
{
    [Theory]
    [InlineData(1.0, Tier.Green)]
    [InlineData(0.70, Tier.Green)]
    [InlineData(0.30, Tier.Yellow)]
    [InlineData(0.0, Tier.Red)]
    public void the_cuts_belong_to_the_better_tier(double probability, Tier tier) =>
        Assert.Equal(tier, TierPolicy.Default.Classify(probability));

    [Fact]
    public void one_bit_below_a_cut_is_the_worse_tier()
    {
        Assert.Equal(Tier.Yellow, TierPolicy.Default.Classify(Math.BitDecrement(0.70)));
        Assert.Equal(Tier.Red, TierPolicy.Default.Classify(Math.BitDecrement(0.30)));
    }

    [Fact]
    public void names_labels_and_actions_are_the_contract()
    {
        Assert.Equal(["GREEN", "YELLOW", "RED"], Enum.GetValues<Tier>().Select(tier => tier.Name()));
        Assert.Equal(["Satisfied", "Neutral", "Dissatisfied"], Enum.GetValues<Tier>().Select(tier => tier.Label()));
        Assert.Equal("urgent manager intervention", Tier.Red.Action());
        Assert.Equal("call at once, before the review", Tier.Red.AlertAction(hasAnswered: false));
        Assert.Equal("repair at once, after the review", Tier.Red.AlertAction(hasAnswered: true));
        Assert.Equal("call before the review", Tier.Yellow.AlertAction(hasAnswered: false));
        Assert.Equal("repair after the review", Tier.Yellow.AlertAction(hasAnswered: true));
    }
}
