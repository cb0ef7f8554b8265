using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Overview;

[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(OverviewQuery overview, AuditStore audit, ConsoleSettings settings) : PageModel
{
    public OverviewView View { get; private set; } = null!;

    /// <summary>The model that is shown.</summary>
    public string ModelName => settings.ModelName;

    /// <summary>By the audit trail; null before the first promotion.</summary>
    public Champion? Champion { get; private set; }

    /// <summary>Such as <c>v7, light gbm, 30 Nov 2026</c>; empty before the first promotion.</summary>
    public string ChampionName { get; private set; } = "";

    public async Task OnGetAsync(string? period, CancellationToken cancellation)
    {
        View = await overview.ReadAsync(Periods.Of(period), cancellation);
        var history = await audit.Models.FindAsync(settings.ModelName, cancellation);
        Champion = history?.Champion();
        ChampionName = Champion is null ? "" : history!.FullNameOf(Champion.Version);
    }
}
