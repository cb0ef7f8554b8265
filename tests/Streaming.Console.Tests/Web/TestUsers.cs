using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Streaming.Web.Access;

namespace Streaming.Console.Tests.Web;

/// <summary>Whoever a test says: cookie <c>test-user</c> holds a name and roles, as <c>ben support viewer</c>; without it, an administrator
/// called Ana; <c>nobody</c> is not signed in.</summary>
internal static class TestUsers
{
    public const string Cookie = "test-user";

    /// <summary>Who asks where no cookie says it.</summary>
    public const string Ana = "Ana";

    public static IServiceCollection AddTestUsers(this IServiceCollection services)
    {
        services.AddAuthentication(Cookie).AddScheme<AuthenticationSchemeOptions, Handler>(Cookie, _ => { });
        return services.AddPermissions();
    }

    private sealed class Handler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var said = Uri.UnescapeDataString(Request.Cookies[Cookie] ?? $"{Ana} {Roles.Admin}").Split(' ');
            if (said[0] == "nobody")
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, said[0]), .. said.Skip(1).Select(role => new Claim(AccessClaims.Role, role))],
                Cookie
            );
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Cookie)));
        }
    }
}
