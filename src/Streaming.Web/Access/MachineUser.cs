using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Streaming.Web.Access;

/// <summary>
/// Without sign-in: whoever reaches this server's loopback is the user of the machine, with every right. Only for a server that listens
/// on nothing else.
/// </summary>
public static class MachineUser
{
    public const string Scheme = "machine";

    /// <summary>The name of the user as which this process runs.</summary>
    public static string Name => Environment.UserName;

    public static IServiceCollection AddMachineUser(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, MachineUserHandler>(Scheme, _ => { });
        return services.AddPermissions();
    }
}

internal sealed class MachineUserHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private static readonly AuthenticateResult Everything = AuthenticateResult.Success(
        new AuthenticationTicket(
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new Claim(ClaimTypes.Name, MachineUser.Name), new Claim(AccessClaims.Role, Roles.Admin)],
                    MachineUser.Scheme
                )
            ),
            MachineUser.Scheme
        )
    );

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Everything);
}
