namespace Streaming.Models.Policy;

/// <summary>The two cuts, versioned. GREEN from <paramref name="GreenFrom"/> on (inclusive), RED below <paramref name="RedBelow"/>
/// (exclusive).</summary>
public sealed record TierPolicy(string Version, double GreenFrom, double RedBelow)
{
    public static readonly TierPolicy Default = new("1", 0.70, 0.30);

    public Tier Classify(double probability) =>
        probability >= GreenFrom ? Tier.Green
        : probability < RedBelow ? Tier.Red
        : Tier.Yellow;
}
