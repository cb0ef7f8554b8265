using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Cases.Store;
using Streaming.Cases.Worth;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Overview;

[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(
    OverviewQuery overview,
    AuditStore audit,
    ConsoleSettings settings,
    TimeProvider clock,
    CaseStore? cases = null
) : PageModel
{
    private static readonly TimeSpan DoneIn = TimeSpan.FromDays(30);


    public OverviewView View { get; private set; } = null!;

    /// <summary>The model that is shown.</summary>
    public string ModelName => settings.ModelName;

    /// <summary>By the audit trail; null before the first promotion.</summary>
    public Champion? Champion { get; private set; }

    /// <summary>Such as <c>v7, light gbm, 30 Nov 2026</c>; empty before the first promotion.</summary>
    public string ChampionName { get; private set; } = "";

    /// <summary>Null in a process without cases.</summary>
    public WorkView? Work { get; private set; }

    public async Task OnGetAsync(string? period, CancellationToken cancellation)
    {
        if (cases is not null)
            Work = new WorkView(
                await cases.Queries.CountsAsync(User.ActingName(), cancellation),
                await new WorthQuery(cases).ReadAsync(clock.GetUtcNow() - DoneIn, cancellation)
            );
        View = await overview.ReadAsync(Periods.Of(period), cancellation);
        var history = await audit.Models.FindAsync(settings.ModelName, cancellation);
        Champion = history?.Champion();
        ChampionName = Champion is null ? "" : history!.FullNameOf(Champion.Version);
    }
}
