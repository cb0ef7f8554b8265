namespace Streaming.Accounts.Sessions;

/// <summary>One browser that somebody has signed in with.</summary>
public sealed record SignInSession
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends whatever happens.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>To the minute.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Of the machine that signed in.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser calls itself, shortened.</summary>
    public required string Browser { get; init; }
}
