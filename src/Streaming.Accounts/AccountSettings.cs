using Streaming.Accounts.OpenId;
using Streaming.Accounts.Tokens;

namespace Streaming.Accounts;

/// <summary>How people and programs say who they are to one server. Immutable.</summary>
public sealed record AccountSettings
{
    /// <summary>People sign in here, by cookie; otherwise only programs are known.</summary>
    public bool HasPages { get; init; }

    /// <summary>An identity provider by which people may sign in; null for none.</summary>
    public OpenIdSettings? OpenId { get; init; }

    /// <summary>Whose tokens programs may send beside keys; null for nobody's.</summary>
    public TokenSettings? Tokens { get; init; }

    /// <summary>Where people open the pages; null: where this server is asked.</summary>
    public Uri? PublicUrl { get; init; }
}
