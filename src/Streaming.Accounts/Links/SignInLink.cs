namespace Streaming.Accounts.Links;

/// <summary>A way to sign in once and make an account. Only the hash of its token is kept.</summary>
public sealed record SignInLink
{
    /// <summary>SHA-256 of the token, lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What the new account will be.</summary>
    public required string Role { get; init; }

    public required DateTimeOffset EndsAt { get; init; }
}
