using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Account;

/// <summary>Stands in for a page that the roles do not allow.</summary>
[Authorize(Permissions.ViewConsole)]
public sealed class RefusedModel : PageModel
{
    public RefusedPage Refused { get; private set; } = new(Permissions.ViewConsole);

    public void OnGet() => Refused = HttpContext.Features.Get<RefusedPage>() ?? Refused;
}
