using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Console.Web;
using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Cases;

/// <summary>Cases in the reader's words.</summary>
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

    public static string Of(CaseAction action, Words words) =>
        action switch
        {
            CaseAction.CallBeforeReview => words["Call before the review"],
            CaseAction.RepairAfterReview => words["Repair after the review"],
            _ => action.ToString(),
        };

    public static string Of(Tier tier, Words words) => words[tier.Name()];

    /// <summary>What a review said.</summary>
    public static string Review(int score, bool isUnsatisfied, Words words) =>
        $"{words.Many(score, "star", "stars")}, {(isUnsatisfied ? words["unsatisfied"] : words["satisfied"])}";

    public static string Of(CaseOutcome outcome, Words words) =>
        outcome switch
        {
            CaseOutcome.Solved => words["solved"],
            CaseOutcome.Unsolved => words["reached, not solved"],
            CaseOutcome.NotReached => words["not reached"],
            CaseOutcome.NotNeeded => words["nothing was wrong"],
            _ => outcome.ToString(),
        };

    public static string Of(ContactChannel channel, Words words) =>
        channel switch
        {
            ContactChannel.Phone => words["by phone"],
            ContactChannel.Email => words["by e-mail"],
            ContactChannel.Chat => words["by chat"],
            ContactChannel.Letter => words["by letter"],
            _ => channel.ToString(),
        };

    /// <summary>Where it stands, for people.</summary>
    public static string StateOf(AlertCase one, DateTimeOffset now, Words words) =>
        one.Status switch
        {
            CaseStatus.Closed => words.Say("closed: {0}", Of(one.Outcome!.Value, words)),
            CaseStatus.HeldOut => words["held out as a comparison"],
            CaseStatus.Snoozed when one.IsAsleep(now) => one.SnoozedUntil is { } until
                ? words.Say("snoozed until {0}", Format.Wall(until))
                : words["snoozed until it gets worse"],
            _ => one.Owner is { } owner ? words.Say("{0} has it", owner) : words["nobody has it"],
        };

    /// <summary>Time until somebody should have contacted the customer, and whether that is past. Null once somebody did, or it is
    /// done.</summary>
    public static (string Text, bool IsLate, double Share)? DueOf(AlertCase one, DateTimeOffset now, Words words)
    {
        if (!one.IsOpen || one.ContactedAt is not null)
            return null;
        var left = one.DueAt - now;
        var whole = one.DueAt - one.OpenedAt;
        var share = whole <= TimeSpan.Zero ? 1 : Math.Clamp((now - one.OpenedAt) / whole, 0, 1);
        return left > TimeSpan.Zero
            ? (words.Say("due in {0}", Format.Span(left)), false, share)
            : (words.Say("overdue for {0}", Format.Span(-left)), true, 1);
    }

    /// <summary>What happened, in words.</summary>
    /// <param name="seesPersons">Whether the reader may see what people have written.</param>
    public static string Of(object happened, bool seesPersons, Words words)
    {
        return happened switch
        {
            CaseOpened e => words.Say(
                "Opened as {0}, {1} unhappy: {2}",
                Of(e.Alert.Tier, words),
                Format.Percent(1 - e.Alert.Probability, 0),
                e.Why
            ),
            CaseTaken => words["Took it"],
            CaseAssigned e => words.Say("Gave it to {0}", e.To),
            CaseReturned { By.Length: 0 } e => words.Say("Back to everybody: {0}", e.Why),
            CaseReturned e => words["Gave it back"] + Written(e.Why),
            CaseNoted e => words["Noted"] + Written(e.Text),
            CaseContacted e =>
                $"{(e.Reached ? words["Reached the customer"] : words["Tried to reach the customer"])} {Of(e.Channel, words)}"
                    + Written(e.Text),
            CaseSnoozed e => (
                e.Until is { } until ? words.Say("Snoozed until {0}", Format.Wall(until)) : words["Snoozed until it gets worse"]
            ) + Written(e.Why),
            CaseWorsened e => words.Say(
                "The corrected order is worse: {0}, {1} unhappy",
                Of(e.Alert.Tier, words),
                Format.Percent(1 - e.Alert.Probability, 0)
            ),
            CaseReviewed e => words.Say("The review came: {0}", Review(e.Score, e.IsUnsatisfied, words)),
            CaseReopened e => words["Opened it again"] + Written(e.Why),
            CaseClosed e => words.Say("Closed it: {0}", Of(e.Outcome, words)) + Written(e.Text),
            _ => happened.GetType().Name,
        };

        string Written(string text) =>
            text.Length == 0 ? ""
            : seesPersons ? $": {text}"
            : " " + words["(a note that your roles do not show)"];
    }
}
