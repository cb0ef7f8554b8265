using JasperFx;
using Marten;
using Marten.Exceptions;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Streaming.Accounts.Passkeys;
using Streaming.Accounts.Storage;

namespace Streaming.Accounts.Users;

/// <summary>Accounts where the framework's managers look for them. Each write is one transaction; two at once are noticed by the document's
/// revision.</summary>
internal sealed class AccountUserStore(AccountDatabase database, IdentityErrorDescriber errors)
    : IUserPasswordStore<Account>,
        IUserSecurityStampStore<Account>,
        IUserLockoutStore<Account>,
        IUserRoleStore<Account>,
        IUserLoginStore<Account>,
        IUserPasskeyStore<Account>
{
    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        var session = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.Insert(user);
            return await SaveAsync(session, user, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        var session = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.UpdateExpectedVersion(user, user.Revision);
            return await SaveAsync(session, user, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken)
    {
        var session = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.Delete(user);
            return await SaveAsync(session, user, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session.LoadAsync<Account>(userId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session
                .Query<Account>()
                .SingleOrDefaultAsync(account => account.NormalizedName == normalizedUserName, cancellationToken)
                .ConfigureAwait(false);
    }

    public async Task<Account?> FindByLoginAsync(string loginProvider, string providerKey, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session
                .Query<Account>()
                .Where(account => account.Logins.Any(login => login.Provider == loginProvider && login.Key == providerKey))
                .FirstOrDefaultAsync(cancellationToken)
                .ConfigureAwait(false);
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var id = AccountPasskey.IdOf(credentialId);
        var session = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session
                .Query<Account>()
                .Where(account => account.Passkeys.Any(passkey => passkey.Id == id))
                .FirstOrDefaultAsync(cancellationToken)
                .ConfigureAwait(false);
    }

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var kept = AccountPasskey.Of(passkey);
        var at = user.Passkeys.FindIndex(known => known.Id == kept.Id);
        if (at < 0)
            user.Passkeys.Add(kept);
        else
            user.Passkeys[at] = kept;
        return Task.CompletedTask;
    }

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(passkey => passkey.ToFramework())]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var id = AccountPasskey.IdOf(credentialId);
        return Task.FromResult(user.Passkeys.FirstOrDefault(passkey => passkey.Id == id)?.ToFramework());
    }

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var id = AccountPasskey.IdOf(credentialId);
        user.Passkeys.RemoveAll(passkey => passkey.Id == id);
        return Task.CompletedTask;
    }

    public Task AddLoginAsync(Account user, UserLoginInfo login, CancellationToken cancellationToken)
    {
        user.Logins.Add(new(login.LoginProvider, login.ProviderKey, login.ProviderDisplayName ?? login.LoginProvider));
        return Task.CompletedTask;
    }

    public Task RemoveLoginAsync(Account user, string loginProvider, string providerKey, CancellationToken cancellationToken)
    {
        user.Logins.RemoveAll(login => login.Provider == loginProvider && login.Key == providerKey);
        return Task.CompletedTask;
    }

    public Task<IList<UserLoginInfo>> GetLoginsAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserLoginInfo>>([
            .. user.Logins.Select(login => new UserLoginInfo(login.Provider, login.Key, login.DisplayName)),
        ]);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) =>
        Set(() => user.Name = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.NormalizedName);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) =>
        Set(() => user.NormalizedName = normalizedName ?? "");

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) =>
        Set(() => user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) =>
        Set(() => user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockedUntil);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        Set(() => user.LockedUntil = lockoutEnd);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(++user.FailedSignIns);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Set(() => user.FailedSignIns = 0);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.FailedSignIns);

    /// <summary>Every account is.</summary>
    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AddToRoleAsync(Account user, string roleName, CancellationToken cancellationToken) => Set(() => user.Roles.Add(roleName));

    public Task RemoveFromRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Set(() => user.Roles.Remove(roleName));

    public Task<IList<string>> GetRolesAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<string>>([.. user.Roles]);

    public Task<bool> IsInRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Task.FromResult(user.Roles.Contains(roleName));

    public async Task<IList<Account>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return
            [
                .. await session
                    .Query<Account>()
                    .Where(account => account.Roles.Contains(roleName))
                    .ToListAsync(cancellationToken)
                    .ConfigureAwait(false),
            ];
    }

    public void Dispose()
    {
        // The database is the process's.
    }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private async Task<IdentityResult> SaveAsync(IDocumentSession session, Account user, CancellationToken cancellation)
    {
        try
        {
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return IdentityResult.Success;
        }
        catch (ConcurrencyException)
        {
            return IdentityResult.Failed(errors.ConcurrencyFailure());
        }
        catch (Exception taken) when (IsTaken(taken))
        {
            return IdentityResult.Failed(errors.DuplicateUserName(user.Name));
        }
    }

    private static bool IsTaken(Exception failure) =>
        failure is DocumentAlreadyExistsException
        || failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        || (failure is MartenCommandException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } });
}
