using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Runs;

[Authorize(Permissions.ViewConsole)]
[PostNeeds(Permissions.RunTraining)]
public sealed class RunModel(AuditStore audit, TimeProvider clock, IRunCommands? commands = null, IRunFindings? findings = null) : PageModel
{
    [BindProperty]
    public Attribution Attribution { get; set; } = new();

    public RunHistory Run { get; private set; } = null!;

    /// <summary>Whether this process can cancel it.</summary>
    public bool CanCancel => commands is not null && !Run.IsOver;

    /// <summary>Whether the rows that broke a rule can be listed.</summary>
    public bool HasFindings => findings?.IsListed(Run) == true;

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Null when no stage is being worked on.</summary>
    public RunProgress? Progress { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellation)
    {
        Attribution = this.Draft(FormOf(id)) ?? new Attribution();
        if (await audit.Runs.FindAsync(id, cancellation) is not { } run)
            return this.NotFoundPage($"There is no run '{id}'", "Look for it in the list of runs.", "/runs", "Runs");
        Run = run;
        if (!run.IsOver && commands is not null)
            Progress = await commands.ProgressAsync(id, cancellation);
        return Page();
    }

    /// <summary>Cancels it.</summary>
    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellation)
    {
        if (commands is null)
            return NotFound();
        string? stands = null;
        if (ModelState.IsValid)
        {
            try
            {
                await commands.CancelAsync(id, User.ActingName(), Attribution.Why!.Trim(), cancellation);
                return RedirectToPage(new { id });
            }
            catch (InvalidOperationException refused)
            {
                stands = refused.Message;
            }
        }

        this.KeepDraft(FormOf(id), Attribution, stands);
        return RedirectToPage(new { id });
    }

    private static string FormOf(string id) => $"cancel-run/{id}";
}
