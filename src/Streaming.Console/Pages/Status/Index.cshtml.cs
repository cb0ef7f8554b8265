using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Status;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Status;

/// <summary>The strip alone, for open pages that ask whether all is well.</summary>
[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(StatusWatch watch, TimeProvider clock) : PageModel
{
    public StatusReport Report { get; private set; } = StatusReport.None;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public void OnGet() => Report = watch.Latest;
}
