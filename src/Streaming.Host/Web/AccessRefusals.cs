using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Api.Problems;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Host.Web;

/// <summary>
/// Answers whoever may not do what was asked: a person is sent to sign in, or sees which role is needed; a program gets problem details.
/// Both are in the audit trail.
/// </summary>
internal sealed class AccessRefusals(EndpointDataSource endpoints, DoorLog? door = null) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        var endpoint = context.GetEndpoint();
        var isSomebody = context.User.Identity?.IsAuthenticated == true;
        if (result.Succeeded)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var permission = policy.Requirements.OfType<PermissionRequirement>().Single().Permission;
        var isPage = endpoint?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if (!isSomebody && isPage)
        {
            await context.ChallengeAsync().ConfigureAwait(false);
            return;
        }

        var name = isSomebody ? context.User.ActingName() : "";
        door?.Refused(name, permission, context.Request.Path, SignInSessions.AddressOf(context));
        if (!isSomebody)
            await ChallengeProgramAsync(context).ConfigureAwait(false);
        else if (isPage && endpoints.Endpoints.FirstOrDefault(IsRefusedPage) is { } page)
            await ShowAsync(next, context, page, permission).ConfigureAwait(false);
        else
            await new Problem(
                ProblemType.Forbidden,
                $"{context.Request.Method} {context.Request.Path} needs the permission {permission}, which {name} has not"
            )
                .WriteAsync(context)
                .ConfigureAwait(false);
    }

    private static Task ChallengeProgramAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(
            ProblemType.NotSignedIn,
            $"{context.Request.Method} {context.Request.Path} came without a key that is taken"
        ).WriteAsync(context);
    }

    private static bool IsRefusedPage(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == RefusedPage.Path;

    /// <summary>The page stands in for the one that was asked for; the address stays.</summary>
    private static Task ShowAsync(RequestDelegate next, HttpContext context, Endpoint page, string permission)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Features.Set(new RefusedPage(permission));
        context.Request.Method = HttpMethods.Get;
        context.Request.RouteValues = new RouteValueDictionary { ["page"] = RefusedPage.Path };
        context.SetEndpoint(page);
        return next(context);
    }
}
