using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Contracts.Rules;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tokens;

/// <summary>The framework's handler of signed access tokens, as this program uses it: what a token names is what whoever sends it may
/// do.</summary>
internal static class TokenScheme
{
    public const string Name = "token";
    private const string Bearer = "Bearer ";
    private const int LongestName = 80;

    /// <summary>Claims that name the program, the first one that is there.</summary>
    private static readonly string[] Names = ["client_id", "azp", "sub"];

    /// <summary>So long is waited for an answer of the issuer.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    public static bool IsSent(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    public static void AddTokens(this AuthenticationBuilder authentication, TokenSettings settings) =>
        authentication.AddJwtBearer(
            Name,
            options =>
            {
                (options.Authority, options.Audience) = (settings.Authority.ToString(), settings.Audience);
                options.RequireHttpsMetadata = !settings.Authority.IsLoopback;
                options.MapInboundClaims = false;
                options.BackchannelTimeout = Answer;
                options.TokenValidationParameters.ValidAlgorithms = TokenRules.Algorithms;
                options.TokenValidationParameters.ClockSkew = TokenRules.ClockSkew;
                options.Events = new JwtBearerEvents
                {
                    OnMessageReceived = RequireIssuerAsync,
                    OnTokenValidated = context =>
                    {
                        context.Principal = ProgramOf(context.Principal!, settings.ScopesClaim);
                        return Task.CompletedTask;
                    },
                    OnAuthenticationFailed = Refuse,
                };
            }
        );

    /// <summary>Of the token only what this program knows: a claim that happens to be called like one of ours gives nothing.</summary>
    private static ClaimsPrincipal ProgramOf(ClaimsPrincipal token, string scopesClaim)
    {
        var identity = new ClaimsIdentity(Name, ClaimTypes.Name, AccessClaims.Role);
        var name = Names.Select(claim => token.FindFirst(claim)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        var shown = PlainText.Visible(name ?? "without a name");
        identity.AddClaim(new Claim(ClaimTypes.Name, "token " + (shown.Length > LongestName ? shown[..LongestName] : shown)));
        var scopes = token.FindAll(scopesClaim).SelectMany(claim => claim.Value.Split(' ')).Where(Permissions.All.ContainsKey);
        foreach (var scope in scopes.Distinct(StringComparer.Ordinal))
            identity.AddClaim(new Claim(AccessClaims.Scope, scope));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Without the issuer's keys every token would be said to be of another issuer. They are kept: this asks once in a
    /// while.</summary>
    private static async Task RequireIssuerAsync(MessageReceivedContext context)
    {
        try
        {
            var issuer = context.Options.ConfigurationManager!;
            await issuer.GetConfigurationAsync(context.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception failure) when (TokenFaults.IsAway(failure))
        {
            context.Fail(Noted(context.HttpContext, failure));
        }
    }

    /// <summary>What is left to be thrown would be this server's fault.</summary>
    private static Task Refuse(AuthenticationFailedContext context)
    {
        context.Fail(Noted(context.HttpContext, context.Exception));
        return Task.CompletedTask;
    }

    private static string Noted(HttpContext http, Exception failure)
    {
        var why = TokenFaults.Words(failure);
        http.RequestServices.GetRequiredService<DoorLog>().Failed("a token", SignInSessions.AddressOf(http), why);
        return why;
    }
}
