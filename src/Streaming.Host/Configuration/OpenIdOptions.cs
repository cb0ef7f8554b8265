using Streaming.Accounts.OpenId;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>An OpenID Connect provider: code flow with PKCE. Its address for the browser to come back to is
/// <c>/account/openid</c>.</summary>
public sealed record OpenIdOptions : IRelatedSettings
{
    /// <summary>The provider's address, such as https://login.shop.example/realms/shop; its discovery document is below it. Default none:
    /// accounts with a password alone.</summary>
    public string? Authority { get; init; }

    /// <summary>As which this program is known there. Needed with an authority.</summary>
    public string? ClientId { get; init; }

    /// <summary>Its secret. Default none: a public client.</summary>
    [Secret]
    public string? ClientSecret { get; init; }

    /// <summary>What is asked for, by spaces; openid is among it. Default openid profile.</summary>
    [Form("(.* )?openid( .*)?", "scopes by spaces, openid among them")]
    public string Scopes { get; init; } = "openid profile";

    /// <summary>Claim of the id token that names the person. Default preferred_username.</summary>
    [Form("[^ ]+", "the name of a claim")]
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Claim of the id token that holds the person's groups. Default groups.</summary>
    [Form("[^ ]+", "the name of a claim")]
    public string RolesClaim { get; init; } = "groups";

    /// <summary>Which groups give which role. Somebody without a role may not come in.</summary>
    public OpenIdRoles Roles { get; init; } = new();

    /// <summary>What people call the provider: on the sign-in page, and in the trail. Default single sign-on.</summary>
    [Form(".{1,40}", "1 to 40 characters")]
    public string DisplayName { get; init; } = "single sign-on";

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (string.IsNullOrEmpty(Authority))
        {
            if (!string.IsNullOrEmpty(ClientId))
                yield return (nameof(ClientId), "nothing without Accounts:OpenId:Authority");
            yield break;
        }

        if (!ProviderAddress.IsAllowed(Authority))
            yield return (nameof(Authority), ProviderAddress.Allowed);
        if (string.IsNullOrEmpty(ClientId))
            yield return (nameof(ClientId), "the id under which the provider knows this program");
        if (Roles.ToGroups().Values.All(groups => groups.Count == 0))
            yield return (nameof(Roles), "one group or more of one role or more; else nobody could come in");
    }

    public OpenIdSettings? ToSettings() =>
        string.IsNullOrEmpty(Authority)
            ? null
            : new()
            {
                Authority = new Uri(Authority),
                ClientId = ClientId!,
                ClientSecret = string.IsNullOrEmpty(ClientSecret) ? null : ClientSecret,
                Scopes = Scopes,
                NameClaim = NameClaim,
                RolesClaim = RolesClaim,
                Groups = Roles.ToGroups(),
                DisplayName = DisplayName,
            };
}

/// <summary>Groups of the provider that give a role: values of the claim, as they are spelt there.</summary>
public sealed record OpenIdRoles
{
    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Viewer { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Support { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Scientist { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Approver { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Operator { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<string> Admin { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToGroups() =>
        new Dictionary<string, IReadOnlyList<string>>
        {
            [Streaming.Web.Access.Roles.Viewer] = Viewer,
            [Streaming.Web.Access.Roles.Support] = Support,
            [Streaming.Web.Access.Roles.Scientist] = Scientist,
            [Streaming.Web.Access.Roles.Approver] = Approver,
            [Streaming.Web.Access.Roles.Operator] = Operator,
            [Streaming.Web.Access.Roles.Admin] = Admin,
        };
}
