using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Queries.Alerts;
using Streaming.Models.Policy;
using Streaming.Web.Access;
using Policy = Streaming.Models.Policy.Tier;

namespace Streaming.Console.Pages.Alerts;

[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(AlertsQuery alerts) : PageModel
{
    public const int PageSize = 25;

    /// <summary><c>red</c>, <c>yellow</c>, or anything else for both.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Tier { get; set; }

    /// <summary>Only customers who had not answered at delivery.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Open { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public AlertsPage View { get; private set; } = null!;

    public bool IsFiltered => Tier is "red" or "yellow" || Open || !string.IsNullOrWhiteSpace(Order);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Policy? tier = Tier switch
        {
            "red" => Policy.Red,
            "yellow" => Policy.Yellow,
            _ => null,
        };
        var filter = new AlertFilter(tier, Open, string.IsNullOrWhiteSpace(Order) ? null : Order.Trim(), AlertPlace.TryParse(Before));
        View = await alerts.ReadAsync(filter, PageSize, cancellation);
    }
}
