using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Streaming.Accounts.Keys;

/// <summary>A program that sends its key, as <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    ApiKeys keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "key";
    public const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";

    /// <summary>The key that a request brings; null where it brings none of ours.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var named) && named.Count == 1)
            return named[0];
        return
            request.Headers.Authorization is [{ } value]
            && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && value.AsSpan(Bearer.Length).StartsWith(ApiKeys.Mark, StringComparison.Ordinal)
            ? value[Bearer.Length..]
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
            return AuthenticateResult.NoResult();
        return await keys.FindAsync(token, Context.RequestAborted).ConfigureAwait(false) is { } program
            ? AuthenticateResult.Success(new AuthenticationTicket(program, Scheme))
            : AuthenticateResult.Fail("no such key, or it was revoked");
    }
}
