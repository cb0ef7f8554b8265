using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Pages.Runs;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Models;

/// <summary>One thing that is known of both versions.</summary>
public sealed record ComparedRow(string Name, string First, string Second)
{
    public bool Differs => First != Second;
}

[Authorize(Permissions.ViewConsole)]
public sealed class CompareModel(AuditStore audit) : PageModel
{
    public ModelFacts First { get; private set; } = null!;

    public ModelFacts Second { get; private set; } = null!;

    /// <summary>Their figures.</summary>
    public ModelComparison Both { get; private set; } = null!;

    /// <summary>States, origins and parameters, value by value.</summary>
    public IReadOnlyList<ComparedRow> Rows { get; private set; } = [];

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
        Rows = [.. RowsOf(first, second)];
        return Page();
    }

    public static string Figure(IReadOnlyDictionary<string, Figure>? figures, string key) =>
        figures?.GetValueOrDefault(key) is { } figure ? RunFormatter.Of(figure) : Format.Unknown;

    private static IEnumerable<ComparedRow> RowsOf(ModelFacts a, ModelFacts b)
    {
        yield return new(
            "State",
            ModelFormatter.Of(a.History.StateOf(a.Version.Version)),
            ModelFormatter.Of(b.History.StateOf(b.Version.Version))
        );
        yield return new("Registered", Format.Wall(a.Version.RegisteredAt), Format.Wall(b.Version.RegisteredAt));
        yield return new("Made by run", a.Run?.RunId ?? Format.Unknown, b.Run?.RunId ?? Format.Unknown);
        yield return new("Gates", GatesOf(a), GatesOf(b));
        var (first, second) = (
            a.Lineage.ToLookup(entry => entry.Name, entry => entry.Value),
            b.Lineage.ToLookup(entry => entry.Name, entry => entry.Value)
        );
        foreach (var name in a.Lineage.Concat(b.Lineage).Select(entry => entry.Name).Distinct())
            yield return new(name, first[name].FirstOrDefault() ?? Format.Unknown, second[name].FirstOrDefault() ?? Format.Unknown);
    }

    private static string GatesOf(ModelFacts facts) => facts.Gates.Count == 0 ? Format.Unknown : GateFormatter.Summary(facts.Gates);
}
