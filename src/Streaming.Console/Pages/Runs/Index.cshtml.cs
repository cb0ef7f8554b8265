using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Contracts.Settings;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Runs;

[Authorize(Permissions.ViewConsole)]
[PostNeeds(Permissions.RunTraining)]
public sealed class IndexModel(AuditStore audit, TimeProvider clock, IRunCommands? commands = null) : PageModel
{
    private const int PageSize = 20;
    private const string Form = "start-run";

    [BindProperty]
    public Attribution Attribution { get; set; } = new();

    public IReadOnlyList<RunHistory> Runs { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    /// <summary>Whether this process can start runs.</summary>
    public bool CanStart => commands is not null;

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsFirst { get; private set; }

    public async Task OnGetAsync(string? before, CancellationToken cancellation)
    {
        Attribution = this.Draft(Form) ?? new Attribution();
        await ListAsync(before, cancellation);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (commands is null)
            return NotFound();
        string? stands = null;
        if (ModelState.IsValid)
        {
            try
            {
                var run = await commands.StartAsync(User.ActingName(), Attribution.Why!.Trim(), cancellation);
                return RedirectToPage("/Runs/Run", new { id = run });
            }
            catch (InvalidOperationException refused)
            {
                stands = refused.Message;
            }
        }

        this.KeepDraft(Form, Attribution, stands);
        return RedirectToPage("/Runs/Index");
    }

    private async Task ListAsync(string? before, CancellationToken cancellation)
    {
        var found = await audit.Runs.ListAsync(PageSize + 1, string.IsNullOrEmpty(before) ? null : before.Replace('\0', '?'), cancellation);
        Runs = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Runs[^1].RunId : null;
        IsFirst = string.IsNullOrEmpty(before);
    }
}
