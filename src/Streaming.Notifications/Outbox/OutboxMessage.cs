using Streaming.Notifications.Messages;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Outbox;

/// <summary>A message to one recipient.</summary>
/// <param name="Id">Stable: every try bears it.</param>
/// <param name="Route">Which rule sends it, and where.</param>
/// <param name="Times">When it was made, when it is due, when it was last tried.</param>
/// <param name="Tries">So far.</param>
/// <param name="Answer">What the other side last said.</param>
public sealed record OutboxMessage(
    string Id,
    MessageRoute Route,
    NotificationMessage Message,
    MessageTimes Times,
    MessageState State,
    int Tries
)
{
    public string Answer { get; init; } = "";

    /// <summary>The trace that tries hang on, as W3C Trace Context; null where there is none, and in rows from before there were
    /// traces.</summary>
    public string? TraceParent { get; init; }
}

public sealed record MessageRoute(string RuleId, string RuleName, Recipient Recipient);

public sealed record MessageTimes(DateTimeOffset CreatedAt, DateTimeOffset DueAt, DateTimeOffset? TriedAt);

/// <summary>Where a message stands. Stored by name.</summary>
public enum MessageState
{
    /// <summary>Is sent when it is due.</summary>
    Waiting,

    /// <summary>A job has it.</summary>
    Queued,

    /// <summary>The other side has taken it.</summary>
    Delivered,

    /// <summary>Is part of another message.</summary>
    Folded,

    /// <summary>Not taken for a day; can be sent again by hand.</summary>
    GivenUp,
}
