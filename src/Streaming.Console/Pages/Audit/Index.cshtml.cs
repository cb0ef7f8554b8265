using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Audit;

[Authorize(Permissions.ReadTrail)]
public sealed class IndexModel(AuditStore audit, AuditVerification verification, AuditChecks checks) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Exactly this user or service.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Who { get; set; }

    /// <summary><c>model/</c>, <c>run/</c>, a whole stream, or nothing.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Stream { get; set; }

    /// <summary>Events of one decision.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Together { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public TrailPage Trail { get; private set; } = null!;

    /// <summary>Id of a check that was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Checked { get; set; }

    /// <summary>Null until somebody asks for the check.</summary>
    public AuditCheck? Check { get; private set; }

    public bool IsFiltered => Text(Who) is not null || Text(Stream) is not null || Text(Together) is not null;

    /// <summary>Recomputes the whole chain.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation) =>
        RedirectToPage(new { @checked = checks.Keep(await verification.RunAsync(cancellation)) });

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Check = Checked is null ? null : checks.Find(Checked);
        Trail = await audit.Trail.QueryAsync(
            new TrailQuery
            {
                Who = Text(Who),
                Stream = Text(Stream),
                Correlation = Text(Together),
                Before = Before,
                Limit = PageSize,
            },
            cancellation
        );
    }

    // PostgreSQL knows no zero byte
    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim().Replace('\0', '?');
}
