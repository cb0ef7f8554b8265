using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Streaming.Web.Access;

namespace Streaming.Accounts.Users;

/// <summary>What a sign-in says about its account.</summary>
internal sealed class AccountClaims : IUserClaimsPrincipalFactory<Account>
{
    /// <summary>Id of the <see cref="Sessions.SignInSession"/>.</summary>
    public const string Session = "session";

    /// <summary>The account's <see cref="Account.SecurityStamp"/>.</summary>
    public const string Stamp = "stamp";

    public Task<ClaimsPrincipal> CreateAsync(Account user) => Task.FromResult(new ClaimsPrincipal(Identity(user)));

    public static ClaimsIdentity Identity(Account user)
    {
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, ClaimTypes.Name, AccessClaims.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, user.Name));
        identity.AddClaim(new Claim(Stamp, user.SecurityStamp));
        foreach (var role in user.Roles)
            identity.AddClaim(new Claim(AccessClaims.Role, role));
        if (user.Language is { } language)
            identity.AddClaim(new Claim(AccessClaims.Language, language));
        return identity;
    }
}
