using Marten;
using Streaming.Accounts.Storage;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Audit.Access;
using Streaming.Web.Access;

namespace Streaming.Accounts.Links;

/// <summary>Links with which somebody signs in once and makes an account: how the first one comes to be. Safe to use from any
/// thread.</summary>
public sealed class SignInLinks(AccountDatabase database, AuditStore audit, TimeProvider clock)
{
    /// <summary>Where a link leads, with the token behind it.</summary>
    public const string Path = "/account/link/";

    public const string Refusal =
        "This link was used, has expired, or never was one. Whoever runs the program makes another: streaming accounts link";

    /// <summary>So long may a link be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Makes a link; earlier ones for the same role are used up by that.</summary>
    /// <returns>The token.</returns>
    /// <exception cref="AccountsException">There is no such role.</exception>
    public async Task<string> CreateAsync(string role, string by, CancellationToken cancellation)
    {
        if (!Roles.Matrix.ContainsKey(role))
            throw new AccountsException($"there is no role '{role}'; allowed: {string.Join(", ", Roles.All)}");
        var token = Secrets.New();
        var until = clock.GetUtcNow() + Lifetime;
        await audit.Access.RecordKeyAsync(new SignInLinkMade(role, until, by), by, cancellation).ConfigureAwait(false);
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.DeleteWhere<SignInLink>(link => link.Role == role);
            session.Insert(
                new SignInLink
                {
                    Id = Secrets.HashOf(token),
                    Role = role,
                    EndsAt = until,
                }
            );
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        return token;
    }

    /// <summary>A link for the first administrator; null once there is an account.</summary>
    public async Task<string?> CreateFirstAsync(CancellationToken cancellation)
    {
        var session = await database.ReadAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            if (await session.Query<Account>().AnyAsync(cancellation).ConfigureAwait(false))
                return null;
        }

        return await CreateAsync(Roles.Admin, "the first start", cancellation).ConfigureAwait(false);
    }

    /// <summary>The link of a token, while it may be used.</summary>
    public async Task<SignInLink?> FindAsync(string token, CancellationToken cancellation)
    {
        var session = await database.ReadAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return
                await session.LoadAsync<SignInLink>(Secrets.HashOf(token), cancellation).ConfigureAwait(false) is { } link
                && link.EndsAt > clock.GetUtcNow()
                ? link
                : null;
    }

    /// <summary>Uses the link up.</summary>
    /// <returns>Whether this was the one that used it.</returns>
    public Task<bool> UseAsync(SignInLink link, CancellationToken cancellation) => database.TakeAsync("link", link.Id, cancellation);
}
