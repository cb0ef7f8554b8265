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
    /// <summary>What an alert asks for: it depends on whether the customer has answered already.</summary>
    /// <param name="tier">Red or yellow.</param>
    /// <param name="hasAnswered">Before the parcel came.</param>
    public static string AlertAction(this Tier tier, bool hasAnswered) =>
        (tier, hasAnswered) switch
        {
            (Tier.Red, false) => "call at once, before the review",
            (Tier.Red, true) => "repair at once, after the review",
            (_, false) => "call before the review",
            _ => "repair after the review",
        };
}
