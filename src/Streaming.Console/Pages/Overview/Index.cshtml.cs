using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit.Registry;
using Streaming.Console.Pages.Models;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Overview;

public sealed class IndexModel(ConsoleParts parts) : PageModel
{
    public OverviewView View { get; private set; } = null!;

    /// <summary>By the audit trail; null before the first promotion.</summary>
    public Champion? Champion { get; private set; }

    public async Task OnGetAsync(string? period, CancellationToken cancellation)
    {
        View = await OverviewQuery.ReadAsync(parts, Periods.Of(period), cancellation);
        var history = await parts.Audit.Models.FindAsync(parts.ModelName, cancellation);
        Champion = history?.Champion();
        ViewData[ModelWords.VersionsKey] = history?.Registered.ToDictionary(version => version.Sha256, version => version.Version);
    }
}
