using System.Security.Claims;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Audit.Access;

namespace Streaming.Accounts.OpenId;

/// <summary>The account of whoever a provider knows, or why there is none.</summary>
/// <param name="Account">Null when somebody may not come in.</param>
/// <param name="Name">As the provider says; empty where it says none.</param>
/// <param name="Refusal">One of <see cref="ProviderRefusals"/>; empty with an account.</param>
/// <param name="Why">For the trail.</param>
internal sealed record ProviderPerson(Account? Account, string Name, string Refusal = "", string Why = "");

/// <summary>
/// Finds or makes the account of whoever signs in by the provider, by the provider's own id of the person: never by the name, which would
/// give somebody's account to whoever has the same name elsewhere. For one request.
/// </summary>
internal sealed class ProviderAccounts(AccountManager accounts, AuditStore audit, OpenIdSettings settings)
{
    private const string Subject = "sub";
    private const int MostTries = 5;

    public async Task<ProviderPerson> FindAsync(ClaimsPrincipal claims, CancellationToken cancellation)
    {
        var name = claims.FindFirst(settings.NameClaim)?.Value.Trim() ?? "";
        if (claims.FindFirst(Subject)?.Value is not { Length: > 0 } subject)
            return Refused(name, ProviderRefusals.Untrue, "the token names nobody");
        var roles = settings.RolesOf(claims.FindAll(settings.RolesClaim).Select(claim => claim.Value));
        if (roles.Count == 0)
            return Refused(name, ProviderRefusals.NoRole, $"no value of claim {settings.RolesClaim} gives a role");
        for (var tries = 0; tries < MostTries; tries++)
        {
            var known = await accounts.FindByLoginAsync(Provider, subject).ConfigureAwait(false);
            if (known is null)
                return await MakeAsync(subject, name, roles, cancellation).ConfigureAwait(false);
            if (known.IsDisabled)
                return Refused(known.Name, ProviderRefusals.Disabled, "the account is disabled");
            if (known.Roles.ToHashSet().SetEquals(roles))
                return new(known, known.Name);
            await RecordAsync(known.Name, new RolesChanged(known.Name, [.. known.Roles], roles, settings.DisplayName), cancellation)
                .ConfigureAwait(false);
            known.Roles = [.. roles];
            if ((await accounts.UpdateAsync(known).ConfigureAwait(false)).Succeeded)
                return new(known, known.Name);
        }

        throw new AccountsException($"the account of '{name}' is changed by others all the time; sign in again");
    }

    /// <summary>Another provider's ids mean other people.</summary>
    private string Provider => settings.Authority.ToString();

    private async Task<ProviderPerson> MakeAsync(
        string subject,
        string name,
        IReadOnlyList<string> roles,
        CancellationToken cancellation
    )
    {
        if (!AccountNames.Allows(name))
            return Refused(name, ProviderRefusals.NoName, $"claim {settings.NameClaim} holds no name; allowed: {AccountNames.Rule}");
        var account = new Account
        {
            Name = name,
            Roles = [.. roles],
            SecurityStamp = Secrets.New(),
            Logins = [new(Provider, subject, settings.DisplayName)],
        };
        if (await accounts.FindByNameAsync(name).ConfigureAwait(false) is not null)
            return Refused(name, ProviderRefusals.NameTaken, "another account has this name");
        await RecordAsync(name, new AccountMade(name, roles, settings.DisplayName), cancellation).ConfigureAwait(false);
        return (await accounts.CreateAsync(account).ConfigureAwait(false)).Succeeded
            ? new(account, name)
            : Refused(name, ProviderRefusals.NameTaken, "another account has got this name at the same moment");
    }

    private Task RecordAsync(string name, object happened, CancellationToken cancellation) =>
        audit.Access.RecordAsync(name, happened, settings.DisplayName, cancellation);

    private ProviderPerson Refused(string name, string refusal, string why) =>
        new(null, name, refusal, $"by {settings.DisplayName}: {why}");
}
