using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Console.Charts;
using Streaming.Console.Pages.Runs;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

[Authorize(Permissions.ViewConsole)]
public sealed class CompareModel(AuditStore audit) : PageModel
{
    public ModelFacts First { get; private set; } = null!;

    public ModelFacts Second { get; private set; } = null!;

    /// <summary>Their figures.</summary>
    public ModelComparison Both { get; private set; } = null!;

    /// <summary>What is known of both and is not the same.</summary>
    public ComparedRows Differing { get; private set; } = null!;

    /// <summary>What is known of both and is the same.</summary>
    public ComparedRows Equal { get; private set; } = null!;

    /// <summary>Null when neither has a curve.</summary>
    public CalibrationChart? Calibration { get; private set; }

    /// <summary>Empty when no run measured both on the same parts.</summary>
    public IReadOnlyList<ComparedPart> Parts { get; private set; } = [];

    /// <summary>The same version was chosen twice.</summary>
    public bool IsOne => First.Version.Version == Second.Version.Version;

    public async Task<IActionResult> OnGetAsync(string name, string? a, string? b, CancellationToken cancellation)
    {
        name = ModelPath.Text(name);
        var (first, second) = (
            await ModelFacts.FindAsync(audit, name, a ?? "", cancellation),
            await ModelFacts.FindAsync(audit, name, b ?? "", cancellation)
        );
        if (first is null || second is null)
            return this.NotFoundPage(
                $"Versions '{a}' and '{b}' of model '{name}' cannot be compared: one is not registered",
                "Choose two in the list of models.",
                "/models",
                "Models"
            );
        (First, Second, Both) = (first, second, ModelComparison.Of(first, second));
        if (IsOne)
            return Page();
        var rows = ComparedRows.Of(first, second);
        (Differing, Equal) = (
            rows with
            {
                Rows = [.. rows.Rows.Where(row => row.Differs)],
            },
            rows with
            {
                Rows = [.. rows.Rows.Where(row => !row.Differs)],
            }
        );
        await MeasureAsync(first, second, cancellation);
        return Page();
    }

    /// <summary>The measured gain with its interval, else the bare difference; nothing where the orders were not the same.</summary>
    public string Difference(string key) =>
        Both.Gains.GetValueOrDefault(key) is { } gain ? RunFormatter.Gain(gain)
        : Both.Run is null ? "–"
        : RunFormatter.Difference(Both.SecondFigures?.GetValueOrDefault(key)?.Value - Both.FirstFigures?.GetValueOrDefault(key)?.Value);

    public static string Figure(IReadOnlyDictionary<string, Figure>? figures, string key) =>
        figures?.GetValueOrDefault(key) is { } figure ? RunFormatter.Of(figure) : Format.Unknown;

    /// <summary>Curves and parts, from the run that measured both or else from each one's own.</summary>
    private async Task MeasureAsync(ModelFacts first, ModelFacts second, CancellationToken cancellation)
    {
        var (one, other) = (
            (await EvaluationFile.FindAsync(audit, Both.Run ?? first.Run, cancellation))?.Of(first),
            (await EvaluationFile.FindAsync(audit, Both.Run ?? second.Run, cancellation))?.Of(second)
        );
        Calibration = CalibrationChart.Of((first.ShortName, one), (second.ShortName, other));
        if (Both.Run is not null)
            Parts = ComparedPart.Of(one, other);
    }
}
