using System.Collections.Concurrent;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Streaming.Accounts.Storage;
using Streaming.Accounts.Users;

namespace Streaming.Accounts.Sessions;

/// <summary>
/// Sign-ins that last: begun with a cookie, asked for with each request, ended by their owner or by whoever manages accounts. Safe to use
/// from any thread.
/// </summary>
public sealed class SignInSessions(AccountDatabase database, TimeProvider clock)
{
    /// <summary>A browser that asks nothing for so long has to sign in again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>No sign-in lasts longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>So long after a change of rights or a sign-out do other processes notice it.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private const int MostRemembered = 10_000;
    private const int MostBrowserCharacters = 200;
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (Account? Account, DateTimeOffset Until)> remembered = [];

    /// <summary>Signs the browser in: with a cookie that is new, whatever it sent before.</summary>
    public async Task BeginAsync(HttpContext http, Account account, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var begun = new SignInSession
        {
            Id = Guid.NewGuid().ToString("N"),
            AccountId = account.Id,
            StartedAt = now,
            SeenAt = now,
            EndsAt = now + Longest,
            Address = AddressOf(http),
            Browser = Browser(http),
        };
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.Insert(begun);
            session.DeleteWhere<SignInSession>(old => old.EndsAt < now);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        var identity = AccountClaims.Identity(account);
        identity.AddClaim(new Claim(AccountClaims.Session, begun.Id));
        await http.SignInAsync(
                IdentityConstants.ApplicationScheme,
                new ClaimsPrincipal(identity),
                new AuthenticationProperties
                {
                    IssuedUtc = now,
                    ExpiresUtc = now + Idle,
                    AllowRefresh = true,
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>The account behind a cookie, as it is now; null where its sign-in has ended, or the account may not sign in any
    /// more.</summary>
    public async Task<Account?> FindAsync(ClaimsPrincipal cookie, CancellationToken cancellation)
    {
        if (cookie.FindFirstValue(AccountClaims.Session) is not { } id)
            return null;
        var now = clock.GetUtcNow();
        if (!remembered.TryGetValue(id, out var known) || known.Until <= now)
        {
            if (remembered.Count > MostRemembered)
                remembered.Clear();
            remembered[id] = known = (await ReadAsync(id, now, cancellation).ConfigureAwait(false), now + Remembered);
        }

        return known.Account is { } account && cookie.FindFirstValue(AccountClaims.Stamp) == account.SecurityStamp ? account : null;
    }

    /// <summary>Sign-ins of an account that have not ended, the latest first.</summary>
    public async Task<IReadOnlyList<SignInSession>> ListAsync(string accountId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var session = await database.ReadAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session
                .Query<SignInSession>()
                .Where(one => one.AccountId == accountId && one.EndsAt > now)
                .OrderByDescending(one => one.SeenAt)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
    }

    /// <summary>Ends one sign-in of the account.</summary>
    public Task EndAsync(string accountId, string id, CancellationToken cancellation) =>
        EndWhereAsync(one => one.AccountId == accountId && one.Id == id, id, cancellation);

    /// <summary>Ends every sign-in of the account.</summary>
    public Task EndAllAsync(string accountId, CancellationToken cancellation) =>
        EndWhereAsync(one => one.AccountId == accountId, null, cancellation);

    /// <summary>Of whoever asks; where a proxy is trusted, what it says.</summary>
    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";

    private async Task EndWhereAsync(
        System.Linq.Expressions.Expression<Func<SignInSession, bool>> which,
        string? id,
        CancellationToken cancellation
    )
    {
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.DeleteWhere(which);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        if (id is null)
            remembered.Clear();
        else
            remembered.TryRemove(id, out _);
    }

    private async Task<Account?> ReadAsync(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            if (await session.LoadAsync<SignInSession>(id, cancellation).ConfigureAwait(false) is not { } begun || begun.EndsAt <= now)
                return null;
            var account = await session.LoadAsync<Account>(begun.AccountId, cancellation).ConfigureAwait(false);
            if (account is not { IsDisabled: false })
                return null;
            if (now - begun.SeenAt >= SeenEvery)
            {
                session.Update(begun with { SeenAt = now });
                await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
            }

            return account;
        }
    }

    private static string Browser(HttpContext http)
    {
        var name = http.Request.Headers.UserAgent.ToString();
        return name.Length <= MostBrowserCharacters ? name : name[..MostBrowserCharacters];
    }
}
