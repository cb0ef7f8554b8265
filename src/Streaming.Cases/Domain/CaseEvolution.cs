namespace Streaming.Cases.Domain;

/// <summary>How events make a case. Pure.</summary>
public static class CaseEvolution
{
    /// <param name="current">Null before the first event.</param>
    /// <param name="orderId">The stream.</param>
    /// <param name="kind">One of <see cref="CaseEventTypes"/>.</param>
    /// <param name="at">When it happened, wall time.</param>
    public static AlertCase Evolve(this AlertCase? current, string orderId, object kind, DateTimeOffset at)
    {
        var next = kind is CaseOpened opened
            ? Open(orderId, opened, at)
            : Change(current ?? throw new InvalidOperationException($"the case of order {orderId} has no first event"), kind, at);
        return next with { Revision = (current?.Revision ?? 0) + 1 };
    }

    private static AlertCase Open(string orderId, CaseOpened opened, DateTimeOffset at) =>
        new()
        {
            Id = orderId,
            Status = opened.IsHeldOut ? CaseStatus.HeldOut : CaseStatus.Unassigned,
            Alert = opened.Alert,
            Action = opened.Action,
            Rank = opened.Rank,
            Why = opened.Why,
            Policy = opened.Policy,
            OpenedAt = at,
            DueAt = opened.DueAt,
        };

    private static AlertCase Change(AlertCase current, object kind, DateTimeOffset at) =>
        kind switch
        {
            CaseTaken taken => current.WorkedOnBy(taken.By, at),
            CaseAssigned assigned => current.WorkedOnBy(assigned.To, at),
            CaseReturned returned => current with
            {
                Status = CaseStatus.Unassigned,
                Owner = null,
                ActedAt = returned.By.Length > 0 ? at : current.ActedAt,
            },
            CaseNoted => current with { ActedAt = at },
            CaseContacted contacted => current with
            {
                ActedAt = at,
                ContactedAt = current.ContactedAt ?? at,
                ReachedAt = current.ReachedAt ?? (contacted.Reached ? at : null),
            },
            CaseSnoozed snoozed => current with
            {
                Status = CaseStatus.Snoozed,
                SnoozedUntil = snoozed.Until,
                ActedAt = at,
                Turns = current.Turns with { Snoozed = current.Turns.Snoozed + 1 },
            },
            CaseWorsened worsened => current.Worse(worsened),
            CaseReviewed reviewed => current.Answered(reviewed, at),
            CaseReopened reopened => current.Awake() with
            {
                Outcome = null,
                ClosedAt = null,
                ClosedBy = null,
                ActedAt = reopened.By.Length > 0 ? at : current.ActedAt,
                Turns = current.Turns with { Reopened = current.Turns.Reopened + 1 },
            },
            CaseClosed closed => current with
            {
                Status = CaseStatus.Closed,
                Outcome = closed.Outcome,
                ClosedAt = at,
                ClosedBy = closed.By,
                ActedAt = closed.By.Length > 0 ? at : current.ActedAt,
                SnoozedUntil = null,
            },
            _ => throw new InvalidOperationException($"a case knows no event {kind.GetType().Name}"),
        };

    private static AlertCase WorkedOnBy(this AlertCase current, string owner, DateTimeOffset at) =>
        current with
        {
            Status = CaseStatus.Taken,
            Owner = owner,
            SnoozedUntil = null,
            ActedAt = at,
        };

    /// <summary>It wakes a snoozed case and opens a closed one again; a comparison stays one.</summary>
    private static AlertCase Worse(this AlertCase current, CaseWorsened worsened)
    {
        var next = current with
        {
            Alert = worsened.Alert,
            Action = worsened.Action,
            Rank = worsened.Rank,
            DueAt = worsened.DueAt,
            Turns = current.Turns with { Worsened = current.Turns.Worsened + 1 },
        };
        return current.Status switch
        {
            CaseStatus.Snoozed => next.Awake(),
            CaseStatus.Closed => next.Awake() with { Outcome = null, ClosedAt = null, ClosedBy = null },
            _ => next,
        };
    }

    /// <summary>From here on it is about making good; a bad review wakes a snoozed case.</summary>
    private static AlertCase Answered(this AlertCase current, CaseReviewed review, DateTimeOffset at)
    {
        var next = current with { Review = review, ReviewedAt = current.ReviewedAt ?? at, Action = CaseAction.RepairAfterReview };
        return current.Status == CaseStatus.Snoozed && review.IsUnsatisfied ? next.Awake() : next;
    }

    private static AlertCase Awake(this AlertCase current) =>
        current with
        {
            Status = current.Owner is null ? CaseStatus.Unassigned : CaseStatus.Taken,
            SnoozedUntil = null,
        };
}
