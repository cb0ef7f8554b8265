using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Contracts.Rules;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Runs;

/// <summary>The rows that validation rejected or flagged in a run.</summary>
[Authorize(Permissions.ViewConsole)]
public sealed class FindingsModel(AuditStore audit, IRunFindings? findings = null) : PageModel
{
    public const int PageSize = 50;

    /// <summary>As the form names it; nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Dataset { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Severity { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    /// <summary>Page of the list, from 1.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public RunHistory Run { get; private set; } = null!;

    public FoundRows Found { get; private set; } = null!;

    public bool HasNext => Number * PageSize < Found.Fitting;

    public bool IsFiltered => Chosen(Dataset) is not null || Chosen(Severity) is not null || Chosen(Code) is not null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellation)
    {
        if (await audit.Runs.FindAsync(id, cancellation) is not { } run)
            return this.NotFoundPage($"There is no run '{id}'", "Look for it in the list of runs.", "/runs", "Runs");
        Number = Math.Clamp(Number, 1, int.MaxValue / PageSize);
        var filter = new FindingsFilter(Chosen(Dataset), Chosen(Severity), Chosen(Code));
        if (findings is null || await findings.ReadAsync(run, filter, (Number - 1) * PageSize, PageSize, cancellation) is not { } found)
            return this.NotFoundPage(
                $"Run '{id}' left no list of rows",
                "Its validation has not ended, wrote none, or the list is no longer stored.",
                $"/runs/{id}",
                $"Run {id}"
            );
        (Run, Found) = (run, found);
        return Page();
    }

    private static string? Chosen(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
