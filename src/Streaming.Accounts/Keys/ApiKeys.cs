using System.Collections.Concurrent;
using System.Security.Claims;
using Marten;
using Microsoft.Extensions.Logging;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Audit.Access;
using Streaming.Contracts.Rules;
using Streaming.Web.Access;

namespace Streaming.Accounts.Keys;

/// <summary>Keys of programs: made, revoked, and looked up with each request. Safe to use from any thread.</summary>
public sealed class ApiKeys(AccountDatabase database, AuditStore audit, TimeProvider clock, ILogger<ApiKeys> log)
{
    /// <summary>Before each key, so that people and scanners of code recognise one.</summary>
    public const string Mark = "streaming_";

    /// <summary>So long after it was revoked may a key still be taken.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private const int IdCharacters = 8;
    private const int LongestName = 80;
    private const int KeyCharacters = 43;
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (ClaimsPrincipal? Program, DateTimeOffset Until)> remembered = new(
        StringComparer.Ordinal
    );

    /// <summary>Makes a key and records that.</summary>
    /// <returns>What is kept of it, and the key itself, which nobody can read again.</returns>
    /// <exception cref="AccountsException">The name or a scope is not allowed.</exception>
    public async Task<(ApiKey Key, string Token)> CreateAsync(
        string name,
        IReadOnlyList<string> scopes,
        string by,
        CancellationToken cancellation
    )
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName || PlainText.HasControl(name) || PlainText.HasDirectionMark(name))
            throw new AccountsException($"the key's name is '{PlainText.Visible(name)}'; allowed: 1 to {LongestName} plain characters");
        if (scopes.Count == 0 || scopes.FirstOrDefault(scope => !Permissions.All.ContainsKey(scope)) is { } unknown)
            throw new AccountsException(
                $"a key has one or more scopes of: {string.Join(", ", Permissions.All.Keys)}"
                    + $"{(scopes.Count == 0 ? "" : $"; not '{scopes.First(scope => !Permissions.All.ContainsKey(scope))}'")}"
            );
        var secret = Secrets.New();
        var key = new ApiKey
        {
            Id = secret[..IdCharacters],
            Name = name,
            Scopes = [.. scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Sha256 = Secrets.HashOf(secret),
            CreatedBy = by,
            CreatedAt = clock.GetUtcNow(),
        };
        await audit.Access.RecordKeyAsync(new KeyMade(key.Id, key.Name, key.Scopes, by), by, cancellation).ConfigureAwait(false);
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.Insert(key);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        return (key, Mark + secret);
    }

    /// <summary>Every key, the latest first; those that were revoked too.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellation)
    {
        var session = await database.ReadAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session.Query<ApiKey>().OrderByDescending(key => key.CreatedAt).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The key is taken no more, here at once and in other processes within <see cref="Remembered"/>.</summary>
    /// <exception cref="AccountsException">There is no such key.</exception>
    public async Task RevokeAsync(string id, string by, CancellationToken cancellation)
    {
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var key =
                await session.LoadAsync<ApiKey>(id, cancellation).ConfigureAwait(false)
                ?? throw new AccountsException($"there is no key '{PlainText.Visible(id)}'; list them with: streaming keys list");
            if (key.RevokedAt is not null)
                return;
            await audit.Access.RecordKeyAsync(new KeyRevoked(key.Id, key.Name, by), by, cancellation).ConfigureAwait(false);
            session.Update(key with { RevokedAt = clock.GetUtcNow() });
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        remembered.Clear();
    }

    /// <summary>The program behind a token; null when it is no key that is taken.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be asked, and the key was not seen within
    /// <see cref="Remembered"/>.</exception>
    public ValueTask<ClaimsPrincipal?> FindAsync(string token, CancellationToken cancellation)
    {
        if (token.Length != Mark.Length + KeyCharacters || !token.StartsWith(Mark, StringComparison.Ordinal))
            return new((ClaimsPrincipal?)null);
        var hash = Secrets.HashOf(token[Mark.Length..]);
        return remembered.TryGetValue(hash, out var known) && known.Until > clock.GetUtcNow()
            ? new(known.Program)
            : new(ReadAsync(hash, cancellation));
    }

    private async Task<ClaimsPrincipal?> ReadAsync(string hash, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var session = await database.BeginAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var key = await session.Query<ApiKey>().SingleOrDefaultAsync(one => one.Sha256 == hash, cancellation).ConfigureAwait(false);
            var program = key is { RevokedAt: null } ? ProgramOf(key) : null;
            if (remembered.Count > MostRemembered)
                remembered.Clear();
            remembered[hash] = (program, now + Remembered);
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            if (program is not null && key!.UsedOn != today)
                await NoteUseAsync(session, key with { UsedOn = today }, cancellation).ConfigureAwait(false);
            return program;
        }
    }

    /// <summary>A day that could not be noted is no reason to refuse the key.</summary>
    private async Task NoteUseAsync(IDocumentSession session, ApiKey key, CancellationToken cancellation)
    {
        try
        {
            session.Update(key);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (DatabaseFailure.Is(failure))
        {
            log.LogWarning("That key {Key} was used today could not be noted: {Reason}", key.Id, failure.Message);
        }
    }

    private static ClaimsPrincipal ProgramOf(ApiKey key)
    {
        var identity = new ClaimsIdentity(KeyAuthentication.Scheme, ClaimTypes.Name, AccessClaims.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, "key " + key.Name));
        foreach (var scope in key.Scopes)
            identity.AddClaim(new Claim(AccessClaims.Scope, scope));
        return new ClaimsPrincipal(identity);
    }
}
