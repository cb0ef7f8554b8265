namespace Streaming.Models.Policy;

public enum Tier : byte
{
    Green,
    Yellow,
    Red,
}

/// <summary>The words that go with a tier. The names are contract: strings in the events, labels in the metrics.</summary>
public static class TierNames
{
    public static string Name(this Tier tier) =>
        tier switch
        {
            Tier.Green => "GREEN",
            Tier.Yellow => "YELLOW",
            _ => "RED",
        };

    public static string Label(this Tier tier) =>
        tier switch
        {
            Tier.Green => "Satisfied",
            Tier.Yellow => "Neutral",
            _ => "Dissatisfied",
        };

    public static string Action(this Tier tier) =>
        tier switch
        {
            Tier.Green => "automated approval, standard processing",
            Tier.Yellow => "proactive customer outreach",
            _ => "urgent manager intervention",
        };
}

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
