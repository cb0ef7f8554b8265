namespace Streaming.Contracts.Rules;

/// <summary>What follows from a broken rule.</summary>
public enum Severity
{
    /// <summary>Counted.</summary>
    Info,

    /// <summary>Kept, marked and counted: the live scorer scores it.</summary>
    Flag,

    /// <summary>Gives no event: the live scorer would send it to the dead letters, or never hear of it.</summary>
    Reject,
}

/// <summary>The names that events and files carry.</summary>
public static class SeverityNames
{
    /// <summary><c>reject</c>, <c>flag</c> or <c>info</c>.</summary>
    public static string Name(this Severity severity) =>
        severity switch
        {
            Severity.Reject => "reject",
            Severity.Flag => "flag",
            _ => "info",
        };
}
