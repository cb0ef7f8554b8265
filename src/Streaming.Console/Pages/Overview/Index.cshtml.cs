using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit.Registry;
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
        Champion = await parts.Audit.Models.ChampionAsync(parts.ModelName, cancellation: cancellation);
    }
}
