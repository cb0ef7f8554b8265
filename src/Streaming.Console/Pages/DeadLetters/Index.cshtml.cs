using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit.Acts;
using Streaming.Console.DeadLetters;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.DeadLetters;

/// <summary>Orders that could not be scored: why, what a release would do now, and the release.</summary>
[Authorize(Permissions.OperateStream)]
public sealed class IndexModel(DeadLetterWatch watch, ReleaseRuns runs, TimeProvider clock, IDeadLetters? letters = null) : PageModel
{
    public const int MostShown = 50;
    public const int LongestWhy = 500;
    private const int FormBytes = 9;
    private const string Refused = "refused";

    /// <summary>Only letters of this reason.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Reason { get; set; }

    /// <summary>Only letters of this order.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    /// <summary>The letter to show, with <see cref="Offset"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Partition { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Offset { get; set; }

    /// <summary>Null while it is read for the first time.</summary>
    public DeadLetterSummary? Summary { get; private set; }

    public string? Trouble { get; private set; }

    /// <summary>Those that the filter leaves, the latest first.</summary>
    public IReadOnlyList<DeadLetterEntry> Letters { get; private set; } = [];

    /// <summary>The letter that was asked for, as text.</summary>
    public string? Shown { get; private set; }

    public string? Refusal { get; private set; }

    public IReadOnlyList<ReleaseRun> Runs => runs.Latest;

    public bool IsRunning => Runs.Any(run => run.EndedAt is null);

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public ReleaseScope Scope => new(Text(Order), Text(Order) is null ? Text(Reason) : null);

    /// <summary>Orders that a release of the filter is about.</summary>
    public int ParkedOrders => DeadLetterSummary.Orders(Letters);

    /// <summary>The form's own id: sent twice, it is one release.</summary>
    public static string NewForm => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(FormBytes));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        (Summary, Trouble) = await watch.LookAsync(cancellation);
        Refusal = TempData[Refused] as string;
        Letters = Summary is null
            ? []
            :
            [
                .. Summary.Letters.Where(letter =>
                    (Text(Reason) is not { } reason || letter.Reason == reason) && (Text(Order) is not { } order || letter.Key == order)
                ),
            ];
        if (Partition is { } partition && Offset is { } offset && letters is not null)
        {
            var place = new LetterPlace(partition, offset);
            Shown =
                await letters.ShowAsync(place, User.May(Permissions.SeePersons), cancellation)
                ?? "There is no dead letter at this place: its retention may be over.";
        }

        return Page();
    }

    /// <summary>Scores everything, publishes nothing.</summary>
    public IActionResult OnPostTry(string? form, bool discard) => Begin(form, isDry: true, discard, "a trial");

    public IActionResult OnPostRelease(string? form, bool discard, string? why)
    {
        if (string.IsNullOrWhiteSpace(why))
            return Again("say why: the reason is kept with the release");
        return Begin(form, isDry: false, discard, why.Trim() is { Length: > LongestWhy } text ? text[..LongestWhy] : why.Trim());
    }

    private RedirectResult Begin(string? form, bool isDry, bool discard, string why)
    {
        if (form is not { Length: > 0 and <= 40 })
            return Again("the form is incomplete; send it again from this page");
        return runs.Begin(form, new ReleaseRequest(ActLog.NewId(Now), Scope, isDry, discard, User.ActingName(), why)) is { } refusal
            ? Again(refusal)
            : Back();
    }

    private RedirectResult Again(string refusal)
    {
        TempData[Refused] = refusal;
        return Back();
    }

    private RedirectResult Back() => Redirect(Address(Text(Reason), Text(Order)) + "#runs");

    /// <summary>This page with a filter.</summary>
    public static string Address(string? reason, string? order, LetterPlace? letter = null)
    {
        List<string> query = [];
        if (reason is not null)
            query.Add("reason=" + Uri.EscapeDataString(reason));
        if (order is not null)
            query.Add("order=" + Uri.EscapeDataString(order));
        if (letter is { } place)
            query.Add(FormattableString.Invariant($"partition={place.Partition}&offset={place.Offset}"));
        return "/deadletters" + (query.Count == 0 ? "" : "?" + string.Join('&', query));
    }

    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim();
}
