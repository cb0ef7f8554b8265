namespace Streaming.Cases.Domain;

/// <summary>What can be done for the customer. Stored by name.</summary>
public enum CaseAction
{
    /// <summary>The customer has not answered yet: a call may prevent the bad review.</summary>
    CallBeforeReview,

    /// <summary>The customer has answered: what is left is to make good what went wrong.</summary>
    RepairAfterReview,
}

/// <summary>Where a case stands. Stored by name.</summary>
public enum CaseStatus
{
    /// <summary>Nobody has it.</summary>
    Unassigned,

    /// <summary>Somebody works on it.</summary>
    Taken,

    /// <summary>Waits until a time, or until it gets worse.</summary>
    Snoozed,

    /// <summary>Done, with an outcome.</summary>
    Closed,

    /// <summary>Kept aside as a comparison: never worked, never notified.</summary>
    HeldOut,
}

/// <summary>How the customer was reached. Stored by name.</summary>
public enum ContactChannel
{
    Phone,
    Email,
    Chat,
    Letter,
}

/// <summary>How a case ended. Stored by name.</summary>
public enum CaseOutcome
{
    /// <summary>Reached and helped.</summary>
    Solved,

    /// <summary>Reached; nothing could be done.</summary>
    Unsolved,

    /// <summary>Nobody answered.</summary>
    NotReached,

    /// <summary>A look at the order showed that nothing was wrong.</summary>
    NotNeeded,
}
