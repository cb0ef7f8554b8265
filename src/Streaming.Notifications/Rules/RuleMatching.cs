using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Notifications.Rules;

/// <summary>Which rules want what. Pure.</summary>
public static class RuleMatching
{
    /// <summary>What an event of a case is called in messages; null where nobody can ask for it.</summary>
    public static string? TopicOf(object happened) =>
        happened switch
        {
            CaseOpened { IsHeldOut: false } => NotificationTopics.Opened,
            CaseWorsened => NotificationTopics.Worsened,
            CaseReviewed { IsUnsatisfied: true } => NotificationTopics.Unhappy,
            CaseClosed => NotificationTopics.Closed,
            _ => null,
        };

    /// <summary>Whether the rule asks for this topic of this case.</summary>
    public static bool Wants(this NotificationRule rule, string topic, AlertCase one) =>
        !rule.IsPaused
        && one.Status != CaseStatus.HeldOut
        && rule.Topics.Contains(topic)
        && (rule.Tier is null || rule.Tier == one.Alert.Tier.Name())
        && (rule.Category is null || one.Alert.Basket.Categories.Contains(rule.Category))
        && (rule.State is null || rule.State == one.Alert.Customer.State)
        && (!rule.IsOpenOnly || !one.Alert.AnsweredBeforeDelivery);

    /// <summary>When a message of the rule may go out.</summary>
    public static DateTimeOffset DueAt(this NotificationRule rule, DateTimeOffset now, Tier tier) =>
        rule.Quiet is not { } quiet || (quiet.RedPasses && tier == Tier.Red) ? now : quiet.EndAfter(now);
}
