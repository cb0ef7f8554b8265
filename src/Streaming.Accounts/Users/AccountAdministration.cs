using Marten;
using Microsoft.AspNetCore.Identity;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Audit.Access;
using Streaming.Contracts.Rules;
using Streaming.Web.Access;

namespace Streaming.Accounts.Users;

/// <summary>What whoever manages accounts does with them, each time with an event. For one request or command.</summary>
public sealed class AccountAdministration(AccountManager accounts, SignInSessions sessions, AccountDatabase database, AuditStore audit)
{
    /// <summary>Every account, by name.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellation)
    {
        var session = await database.ReadAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session
                .Query<Account>()
                .OrderBy(account => account.NormalizedName)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
    }

    /// <exception cref="AccountsException">Name, password or a role is not allowed; the message says which rule.</exception>
    public async Task CreateAsync(string name, string password, IReadOnlyList<string> roles, string by, CancellationToken cancellation)
    {
        RefuseUnknown(roles);
        var account = new Account
        {
            Name = name.Trim(),
            Roles = [.. roles.Distinct(StringComparer.Ordinal)],
            SecurityStamp = Secrets.New(),
        };
        if (await accounts.RefusalAsync(account, password).ConfigureAwait(false) is { } refusal)
            throw new AccountsException(refusal);
        await audit
            .Access.RecordAsync(account.Name, new AccountMade(account.Name, account.Roles, by), by, cancellation)
            .ConfigureAwait(false);
        Require(await accounts.CreateAsync(account, password).ConfigureAwait(false));
    }

    /// <summary>Gives the account these roles instead of those that it has.</summary>
    /// <exception cref="AccountsException">There is no such account or role, or nobody would be left who may manage accounts.</exception>
    public async Task SetRolesAsync(string name, IReadOnlyList<string> roles, string by, CancellationToken cancellation)
    {
        RefuseUnknown(roles);
        var account = await FindAsync(name).ConfigureAwait(false);
        List<string> after = [.. roles.Distinct(StringComparer.Ordinal)];
        if (account.Roles.ToHashSet().SetEquals(after))
            return;
        if (!after.Any(IsManaging))
            await RefuseLastAsync(account, cancellation).ConfigureAwait(false);
        await audit
            .Access.RecordAsync(account.Name, new RolesChanged(account.Name, account.Roles, after, by), by, cancellation)
            .ConfigureAwait(false);
        account.Roles = after;
        Require(await accounts.UpdateAsync(account).ConfigureAwait(false));
    }

    /// <summary>Lets the account sign in, or no more: then its sign-ins end.</summary>
    /// <exception cref="AccountsException">There is no such account, or nobody would be left who may manage accounts.</exception>
    public async Task SwitchAsync(string name, bool isEnabled, string by, CancellationToken cancellation)
    {
        var account = await FindAsync(name).ConfigureAwait(false);
        if (account.IsDisabled == !isEnabled)
            return;
        if (!isEnabled)
            await RefuseLastAsync(account, cancellation).ConfigureAwait(false);
        await audit
            .Access.RecordAsync(account.Name, new AccountSwitched(account.Name, isEnabled, by), by, cancellation)
            .ConfigureAwait(false);
        account.IsDisabled = !isEnabled;
        Require(await accounts.UpdateSecurityStampAsync(account).ConfigureAwait(false));
        if (!isEnabled)
            await sessions.EndAllAsync(account.Id, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends every sign-in of the account, in every browser.</summary>
    /// <exception cref="AccountsException">There is no such account.</exception>
    public async Task SignOutEverywhereAsync(string name, string by, CancellationToken cancellation)
    {
        var account = await FindAsync(name).ConfigureAwait(false);
        await audit.Access.RecordAsync(account.Name, new SignedOutEverywhere(account.Name, by), by, cancellation).ConfigureAwait(false);
        Require(await accounts.UpdateSecurityStampAsync(account).ConfigureAwait(false));
        await sessions.EndAllAsync(account.Id, cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives the account another password; its sign-ins end.</summary>
    /// <exception cref="AccountsException">There is no such account, or a rule stands against the password.</exception>
    public async Task SetPasswordAsync(string name, string password, string by, CancellationToken cancellation)
    {
        var account = await FindAsync(name).ConfigureAwait(false);
        if (await accounts.RefusalAsync(account, password).ConfigureAwait(false) is { } refusal)
            throw new AccountsException(refusal);
        await audit.Access.RecordAsync(account.Name, new PasswordChanged(account.Name, by), by, cancellation).ConfigureAwait(false);
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        Require(await accounts.UpdateSecurityStampAsync(account).ConfigureAwait(false));
        await sessions.EndAllAsync(account.Id, cancellation).ConfigureAwait(false);
    }

    /// <summary>Changes the password of whoever knows the old one.</summary>
    /// <exception cref="AccountsException">The old password is wrong, or a rule stands against the new one.</exception>
    public async Task ChangePasswordAsync(string name, string old, string password, CancellationToken cancellation)
    {
        var account = await FindAsync(name).ConfigureAwait(false);
        if (accounts.IsLocked(account) || !await accounts.CheckPasswordAsync(account, old).ConfigureAwait(false))
        {
            await accounts.CountWrongPasswordAsync(account).ConfigureAwait(false);
            throw new AccountsException("The old password is wrong.");
        }

        await SetPasswordAsync(name, password, account.Name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Remembers the language that somebody reads.</summary>
    /// <param name="language"><c>en</c>, <c>pt</c>, or null: as the browser asks.</param>
    public async Task SetLanguageAsync(string name, string? language)
    {
        var account = await FindAsync(name).ConfigureAwait(false);
        account.Language = language is "en" or "pt" ? language : null;
        Require(await accounts.UpdateAsync(account).ConfigureAwait(false));
    }

    /// <exception cref="AccountsException">There is none.</exception>
    public async Task<Account> FindAsync(string name) =>
        (AccountNames.Allows(name) ? await accounts.FindByNameAsync(name).ConfigureAwait(false) : null)
        ?? throw new AccountsException($"there is no account '{PlainText.Visible(name)}'; list them with: streaming accounts list");

    private static bool IsManaging(string role) => Roles.Matrix[role].Contains(Permissions.ManageAccounts);

    private static void RefuseUnknown(IReadOnlyList<string> roles)
    {
        if (roles.FirstOrDefault(role => !Roles.Matrix.ContainsKey(role)) is { } unknown)
            throw new AccountsException($"there is no role '{PlainText.Visible(unknown)}'; allowed: {string.Join(", ", Roles.All)}");
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new AccountsException(string.Join(" ", result.Errors.Select(error => error.Description)));
    }

    private async Task RefuseLastAsync(Account account, CancellationToken cancellation)
    {
        var others = await ListAsync(cancellation).ConfigureAwait(false);
        if (
            account.Roles.Any(IsManaging)
            && !others.Any(other => other.Id != account.Id && !other.IsDisabled && other.Roles.Any(IsManaging))
        )
            throw new AccountsException(
                $"'{account.Name}' is the last account that may manage accounts; give another one the role {Roles.Admin} first"
            );
    }
}
