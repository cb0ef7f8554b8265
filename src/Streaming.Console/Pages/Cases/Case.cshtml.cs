using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;
using Streaming.Cases.Work;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Cases;

/// <summary>One case: everything that whoever helps the customer needs, and what can be done.</summary>
/// <param name="visits">Who looks at which case.</param>
/// <param name="colleagues">Who can be given the case.</param>
/// <param name="cases">Null in a process without cases.</param>
[Authorize(Permissions.ViewConsole)]
[PostNeeds(Permissions.WorkCases)]
public sealed class CaseModel(TimeProvider clock, CaseVisits visits, Colleagues colleagues, CaseStore? cases = null) : PageModel
{
    private const string Text = "text";
    private const string Moved = "moved";
    private const string Refused = "refused";
    private const string Done = "done";

    /// <summary>The queue that the reader came from.</summary>
    [BindProperty(SupportsGet = true)]
    public CaseAddress At { get; set; } = new();

    /// <summary>The revision that the form was made from.</summary>
    [BindProperty]
    public long? Seen { get; set; }

    /// <summary>The form's own id: sent twice, it is one act.</summary>
    [BindProperty]
    public string? Form { get; set; }

    [BindProperty(Name = "text")]
    public string? Written { get; set; }

    public CaseHistory History { get; private set; } = null!;

    /// <summary>Of the same person; null where the person is not known, or not to be seen.</summary>
    public PersonHistory? Person { get; private set; }

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>What was written before the case moved under it.</summary>
    public string? Kept { get; private set; }

    /// <summary>What happened meanwhile, when something did.</summary>
    public string? Meanwhile { get; private set; }

    /// <summary>Which rule stood against what was asked.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What was just done to another case, whose page led here.</summary>
    public string? JustDone { get; private set; }

    /// <summary>Somebody else who looked at it in the last minutes; null when nobody did.</summary>
    public CaseVisit? Visitor { get; private set; }

    /// <summary>Names of those who can be given the case; empty where nobody has an account.</summary>
    public IReadOnlyList<string> Team { get; private set; } = [];

    /// <summary>In which the page is written.</summary>
    public Words Words => field ??= Words.Of(HttpContext);

    public string NewForm { get; } = Guid.NewGuid().ToString("N");

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellation)
    {
        if (cases is null || await cases.Queries.FindAsync(id.Replace('\0', '?'), cancellation) is not { } history)
            return this.NotFoundPage($"There is no case of order '{id}'", "Look for it in the queues.", "/cases?view=open", "Cases");
        History = history;
        (Kept, Meanwhile, Refusal, JustDone) = (Once(Text), Once(Moved), Once(Refused), Once(Done));
        if (User.May(Permissions.SeePersons) && history.Case.Alert.Customer.UniqueId is { } person)
            Person = await cases.Queries.OfCustomerAsync(person, cancellation);
        if (User.May(Permissions.WorkCases))
        {
            Visitor = await visits.VisitAsync(id, User.ActingName(), cancellation);
            Team = await colleagues.ListAsync(cancellation);
        }

        return Page();
    }

    public Task<IActionResult> OnPostTakeAsync(string id, CancellationToken cancellation) =>
        StayAsync(id, act => cases!.Work.TakeAsync(act, cancellation));

    public Task<IActionResult> OnPostAssignAsync(string id, string? to, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(to)
            ? Task.FromResult<IActionResult>(Again(id, Words["say to whom"]))
            : GoOnAsync(
                id,
                async act => await cases!.Work.AssignAsync(act, await colleagues.FindAsync(to, Words, cancellation), cancellation),
                Words.Say("given to {0}", to.Trim()),
                cancellation
            );

    public Task<IActionResult> OnPostNoteAsync(string id, CancellationToken cancellation) =>
        StayAsync(id, act => cases!.Work.NoteAsync(act, Written ?? "", cancellation));

    public Task<IActionResult> OnPostContactAsync(string id, ContactChannel channel, bool reached, CancellationToken cancellation) =>
        StayAsync(
            id,
            act => cases!.Work.ContactAsync(act, Enum.IsDefined(channel) ? channel : default, reached, Written ?? "", cancellation)
        );

    public Task<IActionResult> OnPostSnoozeAsync(string id, string? until, DateTime? time, CancellationToken cancellation)
    {
        DateTimeOffset? end = until switch
        {
            "worse" => null,
            "days" => CaseTimes.Morning(Now, 3),
            "time" when time is { } at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Unspecified), TimeSpan.Zero),
            _ => CaseTimes.Tomorrow(Now),
        };
        var said = end is { } wakes ? Words.Say("snoozed until {0}", Format.Wall(wakes)) : Words["snoozed until it gets worse"];
        return GoOnAsync(id, act => cases!.Work.SnoozeAsync(act, end, Written ?? "", cancellation), said, cancellation);
    }

    public Task<IActionResult> OnPostReturnAsync(string id, CancellationToken cancellation) =>
        GoOnAsync(id, act => cases!.Work.ReturnAsync(act, Written ?? "", cancellation), Words["given back"], cancellation);

    public Task<IActionResult> OnPostCloseAsync(string id, CaseOutcome outcome, CancellationToken cancellation) =>
        Enum.IsDefined(outcome)
            ? GoOnAsync(
                id,
                act => cases!.Work.CloseAsync(act, outcome, Written ?? "", cancellation),
                Words.Say("closed as {0}", CaseFormatter.Of(outcome, Words)),
                cancellation
            )
            : Task.FromResult<IActionResult>(Again(id, Words["say how it ended"]));

    public Task<IActionResult> OnPostReopenAsync(string id, CancellationToken cancellation) =>
        StayAsync(id, act => cases!.Work.ReopenAsync(act, Written ?? "", cancellation));

    private async Task<IActionResult> StayAsync(string id, Func<CaseAct, Task<AlertCase>> act) => await TryAsync(id, act) ?? Back(id);

    /// <summary>On to the next case of the queue, with a word about this one.</summary>
    private async Task<IActionResult> GoOnAsync(string id, Func<CaseAct, Task<AlertCase>> act, string said, CancellationToken cancellation)
    {
        if (await TryAsync(id, act) is { } other)
            return other;
        TempData[Done] = $"{id}\n{said}";
        var next = await cases!.Queries.NextInViewAsync(At.ToFilter(User.ActingName()), id, cancellation);
        return next is null ? Redirect("/cases" + At.ToQuery()) : Back(next.Id);
    }

    private async Task<IActionResult?> TryAsync(string id, Func<CaseAct, Task<AlertCase>> act)
    {
        if (cases is null)
            return NotFound();
        try
        {
            await act(new CaseAct(id.Replace('\0', '?'), User.ActingName(), Seen, Form is { Length: > 0 and <= 40 } ? Form : null));
            return null;
        }
        catch (CaseMovedException moved)
        {
            TempData[Text] = Short(Written);
            TempData[Moved] = string.Join(
                '\n',
                moved.Since.Select(entry =>
                    $"{(entry.By.Length == 0 ? Words["The program"] : entry.By)}, {Words.Ago(entry.At, Now)}: "
                    + CaseFormatter.Of(entry.Happened, User.May(Permissions.SeePersons), Words)
                )
            );
            return Back(id);
        }
        catch (CaseRefusedException refused)
        {
            return Again(id, refused.Message);
        }
    }

    private RedirectResult Again(string id, string refusal)
    {
        TempData[Text] = Short(Written);
        TempData[Refused] = refusal;
        return Back(id);
    }

    private RedirectResult Back(string id) => Redirect($"/cases/{Uri.EscapeDataString(id)}{At.ToQuery()}");

    private string? Once(string key)
    {
        var found = TempData[key] as string;
        return string.IsNullOrEmpty(found) ? null : found;
    }

    /// <summary>It travels in a cookie.</summary>
    private static string Short(string? text) =>
        text is null ? ""
        : text.Length <= CaseRules.LongestText ? text
        : text[..CaseRules.LongestText];
}
