namespace Streaming.Accounts.Keys;

/// <summary>A program's key. The key itself is shown once and not kept.</summary>
public sealed record ApiKey
{
    /// <summary>The key's first characters behind its mark, by which people tell keys apart.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, in words.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="Streaming.Web.Access.Permissions"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Of the whole key, lower-case hexadecimal digits. The key has 256 random bits, so that a slow hash would add
    /// nothing.</summary>
    public required string Sha256 { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last day on which it was used; null while it never was.</summary>
    public DateOnly? UsedOn { get; init; }

    /// <summary>When it stopped to be taken; null while it is.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
