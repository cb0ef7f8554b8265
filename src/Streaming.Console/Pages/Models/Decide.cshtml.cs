using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;
using Streaming.Contracts.Settings;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

/// <summary>A decision about a version, in two steps: who and why, then a look at what it means.</summary>
[Authorize(Permissions.DecideModels)]
public sealed class DecideModel(AuditStore audit, ModelDecisionService decisions) : PageModel
{
    private const string Review = "review";

    [BindProperty(SupportsGet = true)]
    public string Kind { get; set; } = "";

    [BindProperty]
    public Attribution Attribution { get; set; } = new();

    /// <summary>The version's name, typed by whoever overrides gates.</summary>
    [BindProperty]
    public string? Typed { get; set; }

    public ModelFacts Facts { get; private set; } = null!;

    /// <summary>Gates stand against it: promoting it is an override, recorded as such.</summary>
    public bool IsOverride => Kind == ModelDecisionService.Promote && Facts.FailedGates.Count > 0;

    /// <summary>Of what was sent and not decided yet.</summary>
    private string Form => $"{Kind}/{Facts.History.Name}/{Facts.Version.Version}";

    /// <summary>Nothing stands against a field. A confirmation that was refused before belongs to none.</summary>
    private bool IsFilledIn => ModelState.All(entry => entry.Key.Length == 0 || entry.Value!.Errors.Count == 0);

    /// <summary>Why whoever looks at it may not promote it, where two persons have to; null for anybody who may.</summary>
    public string? NotAlone { get; private set; }

    /// <summary>Everything is filled in; only the confirmation is missing.</summary>
    public bool IsReview { get; private set; }

    /// <summary>Either step, as far as it was filled in.</summary>
    /// <param name="step"><c>review</c> for the second.</param>
    public async Task<IActionResult> OnGetAsync(string name, string version, string? step, CancellationToken cancellation)
    {
        if (await FindAsync(name, version, cancellation) is { } missing)
            return missing;
        ModelState.Clear(); // nothing was sent yet, so nothing is missing
        var isAsked = step == Review;
        var draft = this.Draft(Form, again: isAsked);
        IsReview = isAsked && draft is not null && IsFilledIn;
        Attribution = draft ?? new Attribution();
        return Page();
    }

    /// <summary>The first step.</summary>
    public async Task<IActionResult> OnPostAsync(string name, string version, CancellationToken cancellation)
    {
        if (await FindAsync(name, version, cancellation) is { } missing)
            return missing;
        return Again(refused: null, step: ModelState.IsValid ? Review : null);
    }

    /// <summary>The second.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(string name, string version, CancellationToken cancellation)
    {
        if (await FindAsync(name, version, cancellation) is { } missing)
            return missing;
        Attribution = this.Draft(Form) ?? Attribution;
        if (!IsFilledIn)
            return Again(refused: null, step: null);
        var (history, of) = (Facts.History.Name, Facts.Version.Version);
        if (IsOverride && Typed?.Trim() != Facts.ShortName)
            return Again($"Nothing was recorded: type {Facts.ShortName} to confirm that it serves despite its gates.", Review);
        bool published;
        try
        {
            var (by, why) = (User.ActingName(), Attribution.Why!.Trim());
            var decision = new ModelDecision(Kind, history, of, by, why, IsOverride ? Facts.FailedGates : []);
            published = await decisions.DecideAsync(decision, cancellation);
        }
        catch (PromotionRefusedException refused)
        {
            return Again($"Nothing was recorded: {refused.Message}", step: null);
        }

        return RedirectToPage(
            "/Models/Version",
            new
            {
                name = ModelPath.Segment(history),
                version = ModelPath.Segment(of),
                decided = published ? VersionModel.Published : VersionModel.Later,
            }
        );
    }

    /// <summary>Shows what was sent, on a page that can be loaded again.</summary>
    private RedirectToPageResult Again(string? refused, string? step)
    {
        this.KeepDraft(Form, Attribution, refused);
        return RedirectToPage(
            "/Models/Decide",
            pageHandler: "",
            new
            {
                name = ModelPath.Segment(Facts.History.Name),
                version = ModelPath.Segment(Facts.Version.Version),
                kind = Kind,
                step,
            }
        );
    }

    private async Task<IActionResult?> FindAsync(string name, string version, CancellationToken cancellation)
    {
        if (!ModelDecisionService.Kinds.Contains(Kind))
            return this.NotFoundPage(
                $"'{Kind}' is no decision",
                $"Allowed: {string.Join(", ", ModelDecisionService.Kinds)}.",
                "/models",
                "Models"
            );
        (name, version) = (ModelPath.Text(name), ModelPath.Text(version));
        if (await ModelFacts.FindAsync(audit, name, version, cancellation) is not { } facts)
            return this.NotFoundPage(
                $"There is no version '{version}' of model '{name}'",
                "Look for it in the list of models.",
                "/models",
                "Models"
            );
        Facts = facts;
        if (Kind == ModelDecisionService.Promote)
            NotAlone = await audit.Models.ApprovalRefusalAsync(name, version, User.ActingName(), cancellation);
        return null;
    }
}
