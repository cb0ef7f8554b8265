using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(AuditStore audit, ConsoleSettings settings) : PageModel
{
    /// <summary>The model that this system serves first.</summary>
    public IReadOnlyList<ModelHistory> Models { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) =>
        Models = [.. (await audit.Models.ListAsync(cancellation)).OrderBy(model => model.Name != settings.ModelName)];
}
