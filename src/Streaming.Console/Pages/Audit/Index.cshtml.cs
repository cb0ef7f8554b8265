using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Audit.Trail;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Audit;

[Authorize(Permissions.ReadTrail)]
public sealed class IndexModel(AuditStore audit, AuditVerification verification, AuditChecks checks) : PageModel
{
    /// <summary>Events of an export at most; a whole trail is exported by command, with its chain.</summary>
    public const int MostExported = 100_000;

    private const int PageSize = 50;

    /// <summary>Which part is shown. Its parts stand in the address under their own names.</summary>
    [BindProperty(SupportsGet = true)]
    public TrailFilter Filter { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public TrailPage Trail { get; private set; } = null!;

    /// <summary>Id of a check that was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Checked { get; set; }

    /// <summary>Null until somebody asks for the check.</summary>
    public AuditCheck? Check { get; private set; }

    /// <summary>Names of all kinds of events.</summary>
    public static IReadOnlyList<string> Kinds => AuditTrail.Kinds;

    /// <summary>Recomputes the whole chain.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation) =>
        RedirectToPage(new { @checked = checks.Keep(await verification.RunAsync(cancellation)) });

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Check = Checked is null ? null : checks.Find(Checked);
        Trail = await audit.Trail.QueryAsync(Filter.ToQuery(Before, PageSize), cancellation);
    }

    /// <summary>What is filtered, as a file. That somebody takes it away is recorded.</summary>
    public async Task<IActionResult> OnPostExportAsync(string? format, CancellationToken cancellation)
    {
        var entries = new List<TrailEntry>();
        for (long? before = null; entries.Count < MostExported; )
        {
            var page = await audit.Trail.QueryAsync(Filter.ToQuery(before, TrailQuery.LargestPage), cancellation);
            entries.AddRange(page.Entries);
            if ((before = page.Next) is null)
                break;
        }

        await audit.Acts.RecordAsync(new TrailExported(User.ActingName()), cancellation);
        return format == "json"
            ? File(TrailTable.ToJson(entries), "application/json; charset=utf-8", "audit-trail.json")
            : File(TrailTable.ToCsv(entries), "text/csv; charset=utf-8", "audit-trail.csv");
    }
}
