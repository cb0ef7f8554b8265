using System.Text.Json.Serialization;

namespace Streaming.Cases.Domain;

/// <summary>A customer needs somebody. The first event of an order's case.</summary>
/// <param name="Alert">What raised it.</param>
/// <param name="Action">What can be done.</param>
/// <param name="Rank">Where it stands among the others, and why.</param>
/// <param name="Why">The rule that opened it, in words.</param>
/// <param name="Policy">Version of the rules of opening.</param>
/// <param name="IsHeldOut">It is a comparison, and nobody works on it.</param>
/// <param name="DueAt">Wall time until which somebody should have contacted the customer.</param>
public sealed record CaseOpened(
    CaseAlert Alert,
    CaseAction Action,
    CaseRank Rank,
    string Why,
    string Policy,
    bool IsHeldOut,
    DateTimeOffset DueAt
);

/// <summary>Somebody works on it from now on.</summary>
public sealed record CaseTaken(string By);

/// <summary>Somebody gave it to somebody.</summary>
public sealed record CaseAssigned(string To, string By);

/// <summary>It is nobody's again.</summary>
/// <param name="By">Who gave it back; empty when nobody acted for too long.</param>
public sealed record CaseReturned(string By, string Why);

/// <summary>Somebody wrote something down.</summary>
public sealed record CaseNoted(string By, string Text);

/// <summary>The customer was contacted.</summary>
/// <param name="Reached">Whether the customer answered.</param>
public sealed record CaseContacted(string By, ContactChannel Channel, bool Reached, string Text);

/// <summary>It waits, until a time or until it gets worse, whichever comes first.</summary>
/// <param name="Until">Wall time; null: until it gets worse.</param>
public sealed record CaseSnoozed(string By, DateTimeOffset? Until, string Why);

/// <summary>A corrected order was scored worse than the case knew it.</summary>
public sealed record CaseWorsened(CaseAlert Alert, CaseAction Action, CaseRank Rank, DateTimeOffset DueAt);

/// <summary>The customer's review came.</summary>
/// <param name="ReviewId">Its event's id.</param>
/// <param name="Version">Of the review; a higher one corrects it.</param>
/// <param name="Score">1 to 5 stars; under 4 is unsatisfied.</param>
/// <param name="AnsweredAt">By the market's own clock.</param>
public sealed record CaseReviewed(string ReviewId, int Version, int Score, DateTime AnsweredAt)
{
    /// <summary>Fewer stars are an unsatisfied customer.</summary>
    public const int SatisfiedFrom = 4;

    [JsonIgnore]
    public bool IsUnsatisfied => Score < SatisfiedFrom;
}

/// <summary>A closed case is open again.</summary>
public sealed record CaseReopened(string By, string Why);

/// <summary>It is done.</summary>
public sealed record CaseClosed(string By, CaseOutcome Outcome, string Text);

/// <summary>Every kind of event, by the name that is stored: it never changes, whatever the type is called.</summary>
public static class CaseEventTypes
{
    public static readonly IReadOnlyDictionary<Type, string> Stored = new Dictionary<Type, string>
    {
        [typeof(CaseOpened)] = "case_opened",
        [typeof(CaseTaken)] = "case_taken",
        [typeof(CaseAssigned)] = "case_assigned",
        [typeof(CaseReturned)] = "case_returned",
        [typeof(CaseNoted)] = "case_noted",
        [typeof(CaseContacted)] = "case_contacted",
        [typeof(CaseSnoozed)] = "case_snoozed",
        [typeof(CaseWorsened)] = "case_worsened",
        [typeof(CaseReviewed)] = "case_reviewed",
        [typeof(CaseReopened)] = "case_reopened",
        [typeof(CaseClosed)] = "case_closed",
    };
}
