using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit.Runs;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Runs;

public sealed class RunModel(ConsoleParts parts) : PageModel
{
    [BindProperty]
    public Signature Signature { get; set; } = new();

    public RunHistory Run { get; private set; } = null!;

    /// <summary>Null when no stage is being worked on.</summary>
    public RunProgress? Progress { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellation)
    {
        Signature = this.Draft(FormOf(id)) ?? Signature.Remembered(Request);
        if (await parts.Audit.Runs.FindAsync(id, cancellation) is not { } run)
            return this.Missing($"There is no run '{id}'", "Look for it in the list of runs.", "/runs", "Runs");
        Run = run;
        if (!run.IsOver && parts.Runs is not null)
            Progress = await parts.Runs.ProgressAsync(id, cancellation);
        return Page();
    }

    /// <summary>Cancels it.</summary>
    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellation)
    {
        if (parts.Runs is null)
            return NotFound();
        string? stands = null;
        if (ModelState.IsValid)
        {
            try
            {
                await parts.Runs.CancelAsync(id, Signature.By!.Trim(), Signature.Why!.Trim(), cancellation);
                Signature.Remember(Response);
                return RedirectToPage(new { id });
            }
            catch (InvalidOperationException refused)
            {
                stands = refused.Message;
            }
        }

        this.KeepDraft(FormOf(id), Signature, stands);
        return RedirectToPage(new { id });
    }

    private static string FormOf(string id) => $"cancel-run/{id}";
}
