using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Streaming.Accounts.Users;

/// <summary>The framework's manager, whose lockouts grow: whoever goes on guessing waits twice as long each time.</summary>
public sealed class AccountManager(
    IUserStore<Account> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<Account> hasher,
    IServiceProvider services,
    ILogger<AccountManager> log
)
    : UserManager<Account>(
        store,
        options,
        hasher,
        services.GetServices<IUserValidator<Account>>(),
        services.GetServices<IPasswordValidator<Account>>(),
        services.GetRequiredService<ILookupNormalizer>(),
        services.GetRequiredService<IdentityErrorDescriber>(),
        services,
        log
    )
{
    private const int MostTries = 10;
    private static readonly TimeSpan LongestLockout = TimeSpan.FromHours(1);

    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    /// <summary>Whether no password counts at present.</summary>
    public bool IsLocked(Account account) => account.LockedUntil > clock.GetUtcNow();

    /// <summary>Counts a wrong password, whoever else counts one at the same time.</summary>
    /// <returns>The account as it is now.</returns>
    public async Task<Account> CountWrongPasswordAsync(Account account)
    {
        for (var tries = 0; ; tries++)
        {
            if (++account.FailedSignIns >= Options.Lockout.MaxFailedAccessAttempts)
            {
                account.FailedSignIns = 0;
                account.LockedUntil = clock.GetUtcNow() + LockoutAfter(account.Lockouts++);
            }

            var written = await Store.UpdateAsync(account, CancellationToken).ConfigureAwait(false);
            if (written.Succeeded || tries == MostTries)
                return account;
            account = await Store.FindByIdAsync(account.Id, CancellationToken).ConfigureAwait(false) ?? account;
        }
    }

    /// <summary>The right password was given: earlier wrong ones no longer count.</summary>
    public async Task ForgiveAsync(Account account)
    {
        if (account is { FailedSignIns: 0, Lockouts: 0, LockedUntil: null })
            return;
        (account.FailedSignIns, account.Lockouts, account.LockedUntil) = (0, 0, null);
        await Store.UpdateAsync(account, CancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why there can be no such account with this password; null when there can.</summary>
    public async Task<string?> RefusalAsync(Account account, string password)
    {
        var errors = new List<IdentityError>();
        foreach (var rule in UserValidators)
            errors.AddRange((await rule.ValidateAsync(this, account).ConfigureAwait(false)).Errors);
        foreach (var rule in PasswordValidators)
            errors.AddRange((await rule.ValidateAsync(this, account, password).ConfigureAwait(false)).Errors);
        return errors.Count == 0 ? null : string.Join(" ", errors.Select(error => error.Description));
    }

    private TimeSpan LockoutAfter(int earlier)
    {
        var longer = Options.Lockout.DefaultLockoutTimeSpan * Math.Pow(2, Math.Min(earlier, 10));
        return longer < LongestLockout ? longer : LongestLockout;
    }
}
