using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Streaming.Web.Access;

/// <summary>A policy for each permission. What names none is closed for everybody.</summary>
public static class PermissionPolicies
{
    public static IServiceCollection AddPermissions(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorization(options =>
        {
            foreach (var permission in Permissions.All.Keys)
                options.AddPolicy(permission, Policy(permission));
            options.FallbackPolicy = Policy(Permissions.Nobody);
            options.DefaultPolicy = Policy(Permissions.Nobody); // [Authorize] without a name is one that was forgotten
        });
        return services;
    }

    private static AuthorizationPolicy Policy(string permission) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)).Build();
}

/// <param name="Permission">One of <see cref="Permissions"/>.</param>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.May(requirement.Permission) || (requirement.Permission == Permissions.Nobody && IsNothing(context.Resource)))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>Nothing is at the address, or nothing that takes the method: that is said to whoever may ask at all.</summary>
    private static bool IsNothing(object? resource) => resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;
}
