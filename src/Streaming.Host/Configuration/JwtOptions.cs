using Streaming.Accounts.Tokens;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>Access tokens that programs send as <c>Authorization: Bearer</c>: signed by an issuer's key pair, looked up by its discovery
/// document.</summary>
public sealed record JwtOptions : IRelatedSettings
{
    /// <summary>The issuer's address, such as https://login.shop.example/realms/shop. Default none: keys alone.</summary>
    public string? Authority { get; init; }

    /// <summary>For whom a token has to be. Needed with an authority: another program's token is none for this one.</summary>
    public string? Audience { get; init; }

    /// <summary>Claim that holds permissions such as orders.score, by spaces or as a list. Default scope.</summary>
    [Form("[^ ]+", "the name of a claim")]
    public string ScopesClaim { get; init; } = "scope";

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (string.IsNullOrEmpty(Authority))
        {
            if (!string.IsNullOrEmpty(Audience))
                yield return (nameof(Audience), "nothing without Accounts:Jwt:Authority");
            yield break;
        }

        if (!ProviderAddress.IsAllowed(Authority))
            yield return (nameof(Authority), ProviderAddress.Allowed);
        if (string.IsNullOrEmpty(Audience))
            yield return (nameof(Audience), "the audience that tokens for this program have");
    }

    public TokenSettings? ToSettings() =>
        string.IsNullOrEmpty(Authority)
            ? null
            : new()
            {
                Authority = new Uri(Authority),
                Audience = Audience!,
                ScopesClaim = ScopesClaim,
            };
}
