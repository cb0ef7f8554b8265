using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

/// <summary>The file of a version, byte for byte as it is served. It carries histories of sellers and customers.</summary>
[Authorize(Permissions.ProposeModels)]
public sealed class ArtifactModel(AuditStore audit) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string name, string version, CancellationToken cancellation)
    {
        (name, version) = (ModelPath.Text(name), ModelPath.Text(version));
        return
            await ModelFacts.FindAsync(audit, name, version, cancellation) is { } facts
            && await audit.Artifacts.FindAsync(facts.Version.Sha256, cancellation) is { } bytes
            ? File(bytes, "application/octet-stream", $"{name}-{facts.ShortName}-{facts.Version.Version}.model")
            : this.NotFoundPage(
                $"There is no artifact of version '{version}' of model '{name}'",
                "Look for it in the list of models.",
                "/models",
                "Models"
            );
    }
}
