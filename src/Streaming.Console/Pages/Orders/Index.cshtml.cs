using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;
using Streaming.Console.Orders;
using Streaming.Console.Queries.Alerts;
using Streaming.Console.Queries.Orders;
using Streaming.Console.Web;
using Streaming.Contracts.Events;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Orders;

/// <summary>One order: what came, what was predicted and why, what was done, and what the customer said.</summary>
/// <param name="cases">Null in a process without cases.</param>
/// <param name="records">Null in a process that reads no topics.</param>
[Authorize(Permissions.ViewConsole)]
[PostNeeds(Permissions.ReadTrail)]
public sealed class IndexModel(
    OrderQuery orders,
    AlertsQuery alerts,
    ProofRuns proofs,
    TimeProvider clock,
    CaseStore? cases = null,
    IOrderRecords? records = null
) : PageModel
{
    private const int MostAlerts = 20;
    private const int LongestId = 200;

    /// <summary>An order's id; for those who see persons, a customer's too.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    /// <summary>As far as it could be found.</summary>
    public OrderStory? Story { get; private set; }

    /// <summary>The orders of a customer, where the id is one's.</summary>
    public PersonHistory? Person { get; private set; }

    /// <summary>The id says nothing to anybody.</summary>
    public bool IsUnknown { get; private set; }

    public bool CanProve => proofs.CanProve && User.May(Permissions.ReadTrail);

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Text(Id) is not { } id)
            return Page();
        Story = await FindAsync(id, cancellation);
        if (Story is not null)
            return Page();
        if (cases is not null && User.May(Permissions.SeePersons))
            Person = await cases.Queries.OfCustomerAsync(id, cancellation);
        if (Person is { Cases.Count: 0, Alerts.Count: 0 })
            Person = null;
        IsUnknown = Person is null;
        if (IsUnknown)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    /// <summary>Has a score recomputed.</summary>
    public async Task<IActionResult> OnPostProveAsync(int partition, long offset, bool deep, CancellationToken cancellation)
    {
        if (Text(Id) is not { } id || records is null || !proofs.CanProve)
            return NotFound();
        var place = new ScorePlace(partition, offset);
        if (await orders.FindAsync(id, cancellation) is not { } found || !found.Places.Contains(place))
            return NotFound();
        var logged = (await records.ReadAsync([place], cancellation)).Single();
        if (logged.Score is { } score)
            proofs.Begin(score, place, deep, User.ActingName());
        else
            TempData["lack"] = logged.Lack;
        return Redirect(OrderPath.Of(id) + "#proofs");
    }

    private async Task<OrderStory?> FindAsync(string id, CancellationToken cancellation)
    {
        var counted = await orders.FindAsync(id, cancellation);
        var raised = await alerts.ReadAsync(new AlertFilter(OrderId: id), MostAlerts, cancellation);
        var worked = cases is null ? null : await cases.Queries.FindAsync(id, cancellation);
        if (counted is null && raised.Alerts.Count == 0 && worked is null)
            return null;
        var logged = records is null || counted is null ? [] : await records.ReadAsync(counted.Places, cancellation);
        return new OrderStory(id, counted, logged, raised.Alerts)
        {
            Case = worked?.Case,
            Review = cases is null ? null : await cases.Queries.ReviewOfAsync(id, cancellation),
            KnowsReviews = cases is not null,
            Proofs = proofs.OfOrder(id),
            Lack = TempData["lack"] as string,
        };
    }

    // PostgreSQL knows no zero byte
    private static string? Text(string? given) =>
        string.IsNullOrWhiteSpace(given) ? null
        : given.Trim() is { Length: <= LongestId } id ? id.Replace('\0', '?')
        : given.Trim()[..LongestId];
}
