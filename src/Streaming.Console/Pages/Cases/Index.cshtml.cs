using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;
using Streaming.Cases.Work;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Contracts.Rules;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Cases;

/// <summary>The queues.</summary>
/// <param name="views">Those that the reader keeps.</param>
/// <param name="colleagues">Who can be given a case.</param>
/// <param name="cases">Null in a process without cases.</param>
[Authorize(Permissions.ViewConsole)]
[PostNeeds(Permissions.WorkCases)]
public sealed class IndexModel(TimeProvider clock, SavedViews views, Colleagues colleagues, CaseStore? cases = null) : PageModel
{
    public const int PageSize = 50;
    private const int MostExported = 10_000;
    private const int PartSize = 500;
    private const int MostAtOnce = 500;
    private const string Told = "told";

    [BindProperty(SupportsGet = true)]
    public CaseAddress At { get; set; } = new();

    /// <summary>The list begins behind this place.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public CaseCounts Counts { get; private set; } = null!;

    public CasePage Cases { get; private set; } = null!;

    /// <summary>Of the reader, by name.</summary>
    public IReadOnlyList<SavedView> Kept { get; private set; } = [];

    /// <summary>Names of those who can be given a case; empty where nobody has an account.</summary>
    public IReadOnlyList<string> Team { get; private set; } = [];

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>In which the page is written.</summary>
    public Words Words => field ??= Words.Of(HttpContext);

    /// <summary>What the last bulk action did; null when there was none.</summary>
    public string? Said { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (cases is null)
            return NoCases();
        var user = User.ActingName();
        Said = TempData[Told] as string;
        Counts = await cases.Queries.CountsAsync(user, cancellation);
        Cases = await cases.Queries.PageAsync(At.ToFilter(user), CaseAddress.PlaceOf(After), PageSize, cancellation);
        Kept = await views.ListAsync(user, cancellation);
        if (User.May(Permissions.WorkCases))
            Team = await colleagues.ListAsync(cancellation);
        return Page();
    }

    /// <summary>Keeps the view under a name.</summary>
    public async Task<IActionResult> OnPostSaveAsync(string? name, CancellationToken cancellation)
    {
        var called = PlainText.Visible((name ?? "").Trim());
        TempData[Told] =
            called.Length is 0 or > SavedViews.LongestName
                ? Words.Say("A view needs a name of 1 to {0} characters.", SavedViews.LongestName)
            : await views.SaveAsync(User.ActingName(), new SavedView(called, At.ToQuery()), cancellation)
                ? Words.Say("The view is kept as {0}.", called)
            : Words.Say("You keep {0} views already: forget one first.", SavedViews.Most);
        return Redirect("/cases" + At.ToQuery());
    }

    /// <summary>Keeps the view no more.</summary>
    public async Task<IActionResult> OnPostForgetAsync(string? name, CancellationToken cancellation)
    {
        await views.ForgetAsync(User.ActingName(), name ?? "", cancellation);
        return Redirect("/cases" + At.ToQuery());
    }

    /// <summary>The view as a table for a spreadsheet.</summary>
    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellation)
    {
        if (cases is null)
            return NoCases();
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var table = new CaseTable(text, User, Now))
        {
            var after = (CasePlace?)null;
            for (var written = 0; written < MostExported; )
            {
                var page = await cases.Queries.PageAsync(At.ToFilter(User.ActingName()), after, PartSize, cancellation);
                foreach (var one in page.Cases)
                    table.Add(one);
                written += page.Cases.Count;
                if ((after = page.Next) is null)
                    break;
            }
        }

        return File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"cases-{At.Chosen.Name}.csv");
    }

    /// <summary>The same for several cases at once: each is done or refused on its own.</summary>
    public async Task<IActionResult> OnPostAsync(string[] order, string? act, string? to, string? outcome, CancellationToken cancellation)
    {
        if (cases is null)
            return NoCases();
        var refused = new List<string>();
        foreach (var one in order.Distinct(StringComparer.Ordinal).Take(MostAtOnce))
        {
            try
            {
                await DoAsync(new CaseAct(one, User.ActingName()), act, to, outcome, cancellation);
            }
            catch (CaseRefusedException why)
            {
                refused.Add(why.Message);
            }
        }

        var done = Math.Min(order.Length, MostAtOnce) - refused.Count;
        TempData[Told] =
            order.Length == 0 ? Words["No case was chosen."]
            : refused.Count == 0 ? Words.Say("{0} done.", Words.Many(done, "case", "cases"))
            : Words.Say("{0} done, {1} refused: {2}.", Words.Many(done, "case", "cases"), refused.Count, refused[0]);
        return Redirect("/cases" + At.ToQuery());
    }

    private Task<AlertCase> DoAsync(CaseAct act, string? verb, string? to, string? outcome, CancellationToken cancellation) =>
        verb switch
        {
            "take" => cases!.Work.TakeAsync(act, cancellation),
            "assign" when !string.IsNullOrWhiteSpace(to) => AssignAsync(act, to, cancellation),
            "assign" => throw new CaseRefusedException(Words["say to whom"]),
            "snooze" => cases!.Work.SnoozeAsync(act, CaseTimes.Tomorrow(Now), "", cancellation),
            "close" when Enum.TryParse<CaseOutcome>(outcome, out var how) && Enum.IsDefined(how) => cases!.Work.CloseAsync(
                act,
                how,
                "",
                cancellation
            ),
            "close" => throw new CaseRefusedException(Words["say how it ended"]),
            _ => throw new CaseRefusedException(Words["say what to do"]),
        };

    private async Task<AlertCase> AssignAsync(CaseAct act, string to, CancellationToken cancellation) =>
        await cases!.Work.AssignAsync(act, await colleagues.FindAsync(to, Words, cancellation), cancellation);

    private IActionResult NoCases() =>
        this.NotFoundPage("This process keeps no cases", "Open the console of a process with the role cases.", "/alerts", "Alerts");
}
