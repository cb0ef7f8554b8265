using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Models;

public sealed class VersionModel(ConsoleParts parts) : PageModel
{
    public ModelFacts Facts { get; private set; } = null!;

    /// <summary>Set after a decision: <c>told</c> when the scorers were told, else <c>later</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Decided { get; set; }

    public async Task<IActionResult> OnGetAsync(string name, string version, CancellationToken cancellation)
    {
        name = ModelPath.Text(name);
        version = ModelPath.Text(version);
        if (await ModelFacts.FindAsync(parts.Audit, name, version, cancellation) is not { } facts)
            return this.Missing(
                $"There is no version '{version}' of model '{name}'",
                "Look for it in the list of models.",
                "/models",
                "Models"
            );
        Facts = facts;
        return Page();
    }
}
