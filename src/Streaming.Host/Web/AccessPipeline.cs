using System.Net;
using Microsoft.AspNetCore.Authorization;
using Streaming.Accounts.SigningIn;
using Streaming.Web.Access;

namespace Streaming.Host.Web;

/// <summary>Who asks, and whether they may, before anything answers.</summary>
internal static class AccessPipeline
{
    /// <summary>After the parts have added theirs: what has no sign-in is the machine's own.</summary>
    /// <exception cref="InvalidOperationException">Without sign-in, on another address than the loopback.</exception>
    public static void AddAccess(this WebApplicationBuilder builder, IPAddress address)
    {
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        if (HasSignIn(builder.Services))
            return;
        if (!IPAddress.IsLoopback(address))
            throw new InvalidOperationException($"a server on {address} needs sign-in");
        builder.Services.AddMachineUser();
    }

    public static void UseAccess(this WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        if (app.Services.GetService<DoorLog>() is not null)
            app.UseRateLimiter();
    }

    private static bool HasSignIn(IServiceCollection services) => services.Any(service => service.ServiceType == typeof(SignInService));
}
