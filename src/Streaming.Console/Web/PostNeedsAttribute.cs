using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Web.Access;

namespace Streaming.Console.Web;

/// <summary>The page's forms need a permission more than the page itself.</summary>
/// <param name="permission">One of <see cref="Permissions"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PostNeedsAttribute(string permission) : Attribute, IAuthorizationFilter
{
    public string Permission { get; } = permission;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsPost(http.Request.Method) || http.User.May(Permission))
            return;
        http.RequestServices.GetService<DoorLog>()
            ?.Refused(http.User.ActingName(), Permission, http.Request.Path, SignInSessions.AddressOf(http));
        context.Result = new ViewResult
        {
            ViewName = "~/Pages/Shared/_Refused.cshtml",
            ViewData = new ViewDataDictionary<RefusedPage>(new EmptyModelMetadataProvider(), new ModelStateDictionary())
            {
                Model = new RefusedPage(Permission),
            },
            StatusCode = StatusCodes.Status403Forbidden,
        };
    }
}
