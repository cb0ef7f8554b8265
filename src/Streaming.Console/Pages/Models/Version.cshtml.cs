using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Charts;
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

    /// <summary>What it was made from that the version before it was not; null for the first.</summary>
    public ComparedRows? Changes { get; private set; }

    /// <summary>Null when its run kept no curve.</summary>
    public CalibrationChart? Calibration { get; private set; }

    /// <summary>Its figures on parts of the test slice; empty where they were not measured.</summary>
    public IReadOnlyList<ComparedPart> Parts { get; private set; } = [];

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

        var number = facts.History.NumberOf(facts.Version.Version);
        if (number > 1)
        {
            var before = await ModelFacts.OfAsync(audit, facts.History, facts.History.Registered[number - 2], cancellation);
            Changes = ComparedRows.Changes(before, facts);
        }

        var measured = (await EvaluationFile.FindAsync(audit, facts.Run, cancellation))?.Of(facts);
        Calibration = CalibrationChart.Of((facts.ShortName, measured));
        Parts = ComparedPart.Of(null, measured);
        return Page();
    }
}
