using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Models.Policy;

namespace Streaming.Cases.Queries;

/// <summary>A case and all that happened to it, oldest first.</summary>
public sealed record CaseHistory(AlertCase Case, IReadOnlyList<CaseEntry> Entries);

/// <summary>What is known of a person from other orders, each latest first.</summary>
/// <param name="Alerts">Alerts of orders that have no case.</param>
public sealed record PersonHistory(IReadOnlyList<AlertCase> Cases, IReadOnlyList<PersonAlert> Alerts);

/// <summary>An alert that opened no case.</summary>
/// <param name="Probability">That the customer is satisfied, 0 to 1.</param>
/// <param name="DeliveredAt">By the market's own clock.</param>
/// <param name="RaisedAt">Wall time, UTC.</param>
public sealed record PersonAlert(
    string AlertId,
    string OrderId,
    Tier Tier,
    double Probability,
    DateTime DeliveredAt,
    DateTimeOffset RaisedAt
);

/// <summary>A customer's answer.</summary>
/// <param name="Score">1 to 5; under 4 is unsatisfied.</param>
/// <param name="AnsweredAt">By the market's own clock.</param>
public sealed record OrderReview(int Score, DateTime AnsweredAt);
