using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Cases.Queries;

/// <summary>The named queues. Held out cases are in none.</summary>
public enum CaseView
{
    /// <summary>Nobody has it and the customer has not answered yet: to call.</summary>
    Unassigned,

    /// <summary>The user works on it.</summary>
    Mine,

    /// <summary>It waits.</summary>
    Snoozed,

    /// <summary>Open, not waiting, and nobody contacted the customer until it was due.</summary>
    Overdue,

    /// <summary>Nobody has it and the customer has answered: to repair.</summary>
    Answered,

    /// <summary>Done.</summary>
    Closed,

    /// <summary>Everything that is not done, whoever has it.</summary>
    Open,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>Which cases.</summary>
/// <param name="User">Whose <see cref="CaseView.Mine"/> it is.</param>
public sealed record CaseFilter(CaseView View, string User)
{
    public Tier? Tier { get; init; }

    /// <summary>One of the order's product categories, whole.</summary>
    public string? Category { get; init; }

    /// <summary>The customer's, two letters.</summary>
    public string? State { get; init; }

    /// <summary>An order id, a customer id or a person's id, whole.</summary>
    public string? Search { get; init; }

    /// <summary>Who has it.</summary>
    public string? Assignee { get; init; }
}

/// <summary>A place between two cases of a view: behind the last one that was shown.</summary>
/// <param name="Key">Priority; of closed cases, microseconds since 1970 of the closing.</param>
/// <param name="OrderId">Tells equal ones apart.</param>
public sealed record CasePlace(double Key, string OrderId);

/// <summary>A part of a view.</summary>
/// <param name="Cases">In the order of the view.</param>
/// <param name="Next">Where the next part begins; null at the end.</param>
public sealed record CasePage(IReadOnlyList<AlertCase> Cases, CasePlace? Next);

/// <summary>How many cases are in each queue of a user.</summary>
public sealed record CaseCounts(long Unassigned, long Mine, long Snoozed, long Overdue, long Answered, long Closed, long Open);
