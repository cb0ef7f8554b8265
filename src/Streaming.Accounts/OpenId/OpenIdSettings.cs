namespace Streaming.Accounts.OpenId;

/// <summary>An identity provider by which people sign in. Immutable.</summary>
public sealed record OpenIdSettings
{
    /// <summary>The provider's address, below which its discovery document is; https, or http on the loopback.</summary>
    public required Uri Authority { get; init; }

    /// <summary>As which this program is known there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Null for a public client; the code is bound to this server by PKCE either way.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What is asked for, by spaces.</summary>
    public string Scopes { get; init; } = "openid profile";

    /// <summary>Claim of the id token that names the person: accounts and events have it.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Claim of the id token that holds the person's groups.</summary>
    public string RolesClaim { get; init; } = "groups";

    /// <summary>Groups by the role that they give.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; init; }

    /// <summary>What people call the provider.</summary>
    public string DisplayName { get; init; } = "single sign-on";

    /// <summary>Roles of somebody in these groups, from the least to the most; empty for somebody who may not come in.</summary>
    public IReadOnlyList<string> RolesOf(IEnumerable<string> groups)
    {
        var inside = groups.ToHashSet(StringComparer.Ordinal);
        return [.. Web.Access.Roles.All.Where(role => Groups.TryGetValue(role, out var giving) && giving.Any(inside.Contains))];
    }
}
