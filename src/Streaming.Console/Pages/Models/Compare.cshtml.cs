using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Models;

public sealed class CompareModel(ConsoleParts parts) : PageModel
{
    public ModelFacts First { get; private set; } = null!;

    public ModelFacts Second { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string name, string? a, string? b, CancellationToken cancellation)
    {
        name = ModelPath.Text(name);
        var (first, second) = (await ModelFacts.FindAsync(parts.Audit, name, a ?? "", cancellation), await ModelFacts.FindAsync(parts.Audit, name, b ?? "", cancellation));
        if (first is null || second is null) return this.Missing($"Versions '{a}' and '{b}' of model '{name}' cannot be compared: one is not registered", "Choose two in the list of models.", "/models", "Models");
        (First, Second) = (first, second);
        return Page();
    }
}
