using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;
using Streaming.Cases.Worth;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Worth;

/// <summary>What the work on cases was worth.</summary>
/// <param name="cases">Null in a process without cases.</param>
[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(TimeProvider clock, CaseStore? cases = null) : PageModel
{
    /// <summary>Periods that can be chosen, in days.</summary>
    public static readonly IReadOnlyList<int> Periods = [7, 30, 90, 365];

    [BindProperty(SupportsGet = true)]
    public int Days { get; set; } = 90;

    public WorthFigures Figures { get; private set; } = null!;

    public CaseCounts Left { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (cases is null)
            return this.NotFoundPage("This process keeps no cases", "Open the console of a process with cases.", "/", "Overview");
        if (!Periods.Contains(Days))
            Days = 90;
        Figures = await new WorthQuery(cases).ReadAsync(clock.GetUtcNow().AddDays(-Days), cancellation);
        Left = await cases.Queries.CountsAsync("", cancellation);
        return Page();
    }

    /// <summary>A share where there are enough to say one, else the counts.</summary>
    public static string Share(Proportion of) =>
        of.Whole < HoldOutComparison.LeastReviews
            ? $"{Format.Count(of.Part)} of {Format.Count(of.Whole)}"
            : $"{Format.Percent(of.Share, 0)} ({Format.Count(of.Part)} of {Format.Count(of.Whole)})";
}
