using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Models;

/// <summary>A decision about a version, in two steps: who and why, then a look at what it means.</summary>
public sealed class DecideModel(ConsoleParts parts) : PageModel
{
    private static readonly string[] Kinds = ["promote", "rollback", "reject"];

    [BindProperty(SupportsGet = true)]
    public string Kind { get; set; } = "";

    [BindProperty]
    public Signature Signature { get; set; } = new();

    /// <summary>The version, typed by whoever overrides gates.</summary>
    [BindProperty]
    public string? Typed { get; set; }

    public ModelFacts Facts { get; private set; } = null!;

    /// <summary>Gates stand against it: promoting it is an override, recorded as such.</summary>
    public bool IsOverride => Kind == "promote" && Facts.FailedGates.Count > 0;

    /// <summary>Everything is filled in; only the confirmation is missing.</summary>
    public bool IsReview { get; private set; }

    public async Task<IActionResult> OnGetAsync(string name, string version, CancellationToken cancellation)
    {
        ModelState.Clear(); // nothing was sent yet, so nothing is missing
        Signature = Signature.Remembered(Request);
        return await FindAsync(name, version, cancellation) ?? Page();
    }

    /// <summary>The first step.</summary>
    public async Task<IActionResult> OnPostAsync(string name, string version, CancellationToken cancellation)
    {
        if (await FindAsync(name, version, cancellation) is { } missing) return missing;
        IsReview = ModelState.IsValid;
        return Page();
    }

    /// <summary>The second.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(string name, string version, CancellationToken cancellation)
    {
        if (await FindAsync(name, version, cancellation) is { } missing) return missing;
        if (!ModelState.IsValid) return Page();
        if (IsOverride && Typed?.Trim() != version)
        {
            ModelState.AddModelError("", $"Nothing was recorded: type {version} to confirm that it serves despite its gates.");
            IsReview = true;
            return Page();
        }

        try
        {
            await Decision.RecordAsync(
                parts.Audit.Models, Kind, name, version, Signature.By!.Trim(), Signature.Why!.Trim(), IsOverride ? Facts.FailedGates : [], cancellation);
        }
        catch (PromotionRefusedException refused)
        {
            ModelState.AddModelError("", $"Nothing was recorded: {refused.Message}");
            return Page();
        }

        Signature.Remember(Response);
        var told = Kind == "reject" || await Decision.TellAsync(parts, cancellation);
        return RedirectToPage("/Models/Version", new { name, version, decided = told ? "told" : "later" });
    }

    private async Task<IActionResult?> FindAsync(string name, string version, CancellationToken cancellation)
    {
        if (!Kinds.Contains(Kind)) return this.Missing($"'{Kind}' is no decision", $"Allowed: {string.Join(", ", Kinds)}.", "/models", "Models");
        if (await ModelFacts.FindAsync(parts.Audit, name, version, cancellation) is not { } facts) return this.Missing($"There is no version '{version}' of model '{name}'", "Look for it in the list of models.", "/models", "Models");
        Facts = facts;
        return null;
    }
}
