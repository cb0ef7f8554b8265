using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Streaming.Accounts.Links;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Audit.Access;

namespace Streaming.Accounts.SigningIn;

/// <summary>Signs people in and out. For one request.</summary>
public sealed class SignInService(
    AccountManager accounts,
    SignInSessions sessions,
    SignInLinks links,
    DoorLog door,
    AuditStore audit,
    IPasswordHasher<Account> hasher
)
{
    /// <summary>Says the same whatever was wrong, so that nobody learns which names exist.</summary>
    public const string Refusal = "Name and password do not fit. After five wrong passwords an account waits some minutes.";

    /// <summary>What a wrong name costs: as long as a wrong password.</summary>
    private static readonly Account Nobody = new() { Name = "nobody" };

    private static string? nobodysHash;

    /// <summary>Signs the browser in.</summary>
    /// <returns>Null when it is signed in, else why not, for people.</returns>
    public async Task<string?> SignInAsync(HttpContext http, string name, string password, CancellationToken cancellation)
    {
        var address = SignInSessions.AddressOf(http);
        var account = AccountNames.Allows(name) ? await accounts.FindByNameAsync(name).ConfigureAwait(false) : null;
        if (account?.PasswordHash is null)
        {
            hasher.VerifyHashedPassword(Nobody, nobodysHash ??= hasher.HashPassword(Nobody, Secrets.New()), password);
            door.Failed(name, address, "no such account, or it has no password");
            return Refusal;
        }

        var isRight = await accounts.CheckPasswordAsync(account, password).ConfigureAwait(false);
        if (accounts.IsLocked(account))
        {
            door.Failed(name, address, "the account waits after wrong passwords");
            return Refusal;
        }

        if (!isRight)
        {
            account = await accounts.CountWrongPasswordAsync(account).ConfigureAwait(false);
            door.Failed(name, address, accounts.IsLocked(account) ? "wrong password; the account waits now" : "wrong password");
            return Refusal;
        }

        if (account.IsDisabled)
        {
            door.Failed(name, address, "the account is disabled");
            return Refusal;
        }

        await accounts.ForgiveAsync(account).ConfigureAwait(false);
        await BeginAsync(http, account, "password", cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Makes an account with a link's role and signs the browser in; the link is used up.</summary>
    /// <returns>Null when it is signed in, else why not, for people.</returns>
    public async Task<string?> SignInByLinkAsync(
        HttpContext http,
        string token,
        string name,
        string password,
        CancellationToken cancellation
    )
    {
        var account = new Account { Name = name.Trim(), SecurityStamp = Secrets.New() };
        if (await links.FindAsync(token, cancellation).ConfigureAwait(false) is not { } link)
        {
            door.Failed(name, SignInSessions.AddressOf(http), "a link that was used, has expired or never was");
            return SignInLinks.Refusal;
        }

        account.Roles = [link.Role];
        if (await accounts.RefusalAsync(account, password).ConfigureAwait(false) is { } refusal)
            return refusal;
        if (!await links.UseAsync(link, cancellation).ConfigureAwait(false))
            return SignInLinks.Refusal;
        var made = await accounts.CreateAsync(account, password).ConfigureAwait(false);
        if (!made.Succeeded)
            return string.Join(" ", made.Errors.Select(error => error.Description));
        await audit
            .Access.RecordAsync(account.Name, new AccountMade(account.Name, account.Roles, account.Name), account.Name, cancellation)
            .ConfigureAwait(false);
        await BeginAsync(http, account, "link", cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Signs an account in that has proved itself in another way.</summary>
    /// <param name="how">For the trail: the provider's name, or <c>passkey</c>.</param>
    public async Task BeginAsync(HttpContext http, Account account, string how, CancellationToken cancellation)
    {
        await audit
            .Access.RecordAsync([new SignedIn(account.Name, how, SignInSessions.AddressOf(http))], cancellation)
            .ConfigureAwait(false);
        await sessions.BeginAsync(http, account, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends this browser's sign-in.</summary>
    public async Task SignOutAsync(HttpContext http, CancellationToken cancellation)
    {
        if (
            http.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value is { } account
            && http.User.FindFirst(AccountClaims.Session)?.Value is { } session
        )
            await sessions.EndAsync(account, session, cancellation).ConfigureAwait(false);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme).ConfigureAwait(false);
    }
}
