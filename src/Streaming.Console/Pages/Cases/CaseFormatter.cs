using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Console.Web;
using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Cases;

/// <summary>Cases in words.</summary>
public static class CaseFormatter
{
    /// <summary>The queues in the order of their tabs, with their names in addresses.</summary>
    public static readonly IReadOnlyList<(string Name, CaseView View, string Title)> Views =
    [
        ("unassigned", CaseView.Unassigned, "To call"),
        ("mine", CaseView.Mine, "Mine"),
        ("overdue", CaseView.Overdue, "Overdue"),
        ("snoozed", CaseView.Snoozed, "Snoozed"),
        ("answered", CaseView.Answered, "To repair"),
        ("closed", CaseView.Closed, "Closed"),
        ("open", CaseView.Open, "All open"),
    ];

    public static string Of(CaseAction action) =>
        action switch
        {
            CaseAction.CallBeforeReview => "Call before the review",
            CaseAction.RepairAfterReview => "Repair after the review",
            _ => action.ToString(),
        };

    public static string Of(CaseOutcome outcome) =>
        outcome switch
        {
            CaseOutcome.Solved => "solved",
            CaseOutcome.Unsolved => "reached, not solved",
            CaseOutcome.NotReached => "not reached",
            CaseOutcome.NotNeeded => "nothing was wrong",
            _ => outcome.ToString(),
        };

    public static string Of(ContactChannel channel) =>
        channel switch
        {
            ContactChannel.Phone => "by phone",
            ContactChannel.Email => "by e-mail",
            ContactChannel.Chat => "by chat",
            ContactChannel.Letter => "by letter",
            _ => channel.ToString(),
        };

    /// <summary>Where it stands, for people.</summary>
    public static string StateOf(AlertCase one, DateTimeOffset now) =>
        one.Status switch
        {
            CaseStatus.Closed => $"closed: {Of(one.Outcome!.Value)}",
            CaseStatus.HeldOut => "held out as a comparison",
            CaseStatus.Snoozed when one.IsAsleep(now) => one.SnoozedUntil is { } until
                ? $"snoozed until {Format.Wall(until)}"
                : "snoozed until it gets worse",
            _ => one.Owner is { } owner ? $"{owner} has it" : "nobody has it",
        };

    /// <summary>Time until somebody should have contacted the customer, and whether that is past. Null once somebody did, or it is
    /// done.</summary>
    public static (string Text, bool IsLate, double Share)? DueOf(AlertCase one, DateTimeOffset now)
    {
        if (!one.IsOpen || one.ContactedAt is not null)
            return null;
        var left = one.DueAt - now;
        var whole = one.DueAt - one.OpenedAt;
        var share = whole <= TimeSpan.Zero ? 1 : Math.Clamp((now - one.OpenedAt) / whole, 0, 1);
        return left > TimeSpan.Zero ? ($"due in {Format.Span(left)}", false, share) : ($"overdue for {Format.Span(-left)}", true, 1);
    }

    /// <summary>What happened, in words.</summary>
    /// <param name="seesPersons">Whether the reader may see what people have written.</param>
    public static string Of(object happened, bool seesPersons)
    {
        return happened switch
        {
            CaseOpened e => $"Opened as {e.Alert.Tier.Name()} at {Format.Percent(e.Alert.Probability, 0)}: {e.Why}",
            CaseTaken => "Took it",
            CaseAssigned e => $"Gave it to {e.To}",
            CaseReturned { By.Length: 0 } e => $"Back to everybody: {e.Why}",
            CaseReturned e => "Gave it back" + Written(e.Why),
            CaseNoted e => "Noted" + Written(e.Text),
            CaseContacted e => $"{(e.Reached ? "Reached the customer" : "Tried to reach the customer")} {Of(e.Channel)}" + Written(e.Text),
            CaseSnoozed e => (e.Until is { } until ? $"Snoozed until {Format.Wall(until)}" : "Snoozed until it gets worse")
                + Written(e.Why),
            CaseWorsened e => $"The corrected order is worse: {e.Alert.Tier.Name()} at {Format.Percent(e.Alert.Probability, 0)}",
            CaseReviewed e => string.Create(
                CultureInfo.InvariantCulture,
                $"The review came: {e.Score} {(e.Score == 1 ? "star" : "stars")}{(e.IsUnsatisfied ? ", unsatisfied" : ", satisfied")}"
            ),
            CaseReopened e => "Opened it again" + Written(e.Why),
            CaseClosed e => $"Closed it: {Of(e.Outcome)}" + Written(e.Text),
            _ => happened.GetType().Name,
        };

        string Written(string text) =>
            text.Length == 0 ? ""
            : seesPersons ? $": {text}"
            : " (a note that your roles do not show)";
    }
}
