using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Users;

namespace Streaming.Accounts.Sessions;

/// <summary>The cookie of a signed-in browser: what it says is compared with the account at each request, and taken from there.</summary>
internal sealed class SessionCookie : CookieAuthenticationEvents
{
    public const string Name = "streaming-session";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SignInSessions>();
        var cookie = context.Principal!;
        if (await sessions.FindAsync(cookie, context.HttpContext.RequestAborted).ConfigureAwait(false) is not { } account)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name).ConfigureAwait(false);
            return;
        }

        var identity = AccountClaims.Identity(account);
        identity.AddClaim(new Claim(AccountClaims.Session, cookie.FindFirstValue(AccountClaims.Session)!));
        context.ReplacePrincipal(new ClaimsPrincipal(identity)); // today's roles, not those of the sign-in
    }

    /// <summary>A person is sent to the page; a form or program is told.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        Go(context, StatusCodes.Status401Unauthorized);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden; // the page is written by whoever asked
        return Task.CompletedTask;
    }

    private static Task Go(RedirectContext<CookieAuthenticationOptions> context, int otherwise)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && request.Headers["X-Live"].Count == 0)
            context.Response.Redirect(context.RedirectUri);
        else
            context.Response.StatusCode = otherwise;
        return Task.CompletedTask;
    }
}
