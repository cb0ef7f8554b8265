using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

[Authorize(Permissions.ViewConsole)]
public sealed class VersionModel(AuditStore audit) : PageModel
{
    public ModelFacts Facts { get; private set; } = null!;

    /// <summary>Why whoever looks at it may not promote it, where two persons have to; null for anybody who may.</summary>
    public string? NotAlone { get; private set; }

    public const string Published = "published";
    public const string Later = "later";

    /// <summary>Set after a decision: <see cref="Published"/> when the scorers can read it, else <see cref="Later"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Decided { get; set; }

    public async Task<IActionResult> OnGetAsync(string name, string version, CancellationToken cancellation)
    {
        name = ModelPath.Text(name);
        version = ModelPath.Text(version);
        if (await ModelFacts.FindAsync(audit, name, version, cancellation) is not { } facts)
            return this.NotFoundPage(
                $"There is no version '{version}' of model '{name}'",
                "Look for it in the list of models.",
                "/models",
                "Models"
            );
        Facts = facts;
        if (User.May(Permissions.DecideModels) && facts.History.StateOf(version) != "serving")
            NotAlone = await audit.Models.ApprovalRefusalAsync(name, version, User.ActingName(), cancellation);
        return Page();
    }
}
