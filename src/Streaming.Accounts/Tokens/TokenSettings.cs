namespace Streaming.Accounts.Tokens;

/// <summary>Whose access tokens programs may send. Immutable.</summary>
public sealed record TokenSettings
{
    /// <summary>The issuer's address, below which its discovery document is; https, or http on the loopback.</summary>
    public required Uri Authority { get; init; }

    /// <summary>For whom a token has to be.</summary>
    public required string Audience { get; init; }

    /// <summary>Claim that holds the permissions, by spaces or as a list.</summary>
    public string ScopesClaim { get; init; } = "scope";
}
