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
