using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Orders;
using Streaming.Console.Queries.Orders;
using Streaming.Contracts.Events;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Try;

/// <summary>An order that somebody makes up, or a streamed one with changes. All of it is in the address, which can be sent to
/// others.</summary>
/// <param name="trials">Null where the process does not score on request.</param>
/// <param name="records">Null in a process that reads no topics.</param>
[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(OrderQuery orders, IOrderTrials? trials = null, IOrderRecords? records = null) : PageModel
{
    private const int LongestValue = 200;

    /// <summary>A streamed order to begin with.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    /// <summary><c>predecessor</c> for its 20 fields.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Rows of items that the form shows.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Items { get; set; }

    public bool IsPredecessor => Kind == "predecessor";

    public bool CanTry => trials is not null;

    /// <summary>What the fields hold.</summary>
    public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

    /// <summary>What the streamed order holds; empty without one.</summary>
    public IReadOnlyDictionary<string, string> Original { get; private set; } = new Dictionary<string, string>();

    public OrderTrial? Trial { get; private set; }

    /// <summary>Why nothing was scored.</summary>
    public string? Refusal { get; private set; }

    /// <summary>By the names of the form.</summary>
    public IReadOnlyDictionary<string, TrialFault> Faults { get; private set; } = new Dictionary<string, TrialFault>();

    public int ItemRows { get; private set; } = 1;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Values = Given();
        if (!IsPredecessor && !string.IsNullOrWhiteSpace(Order))
        {
            Original = await StreamedAsync(Order.Trim(), cancellation) is { } order ? TryForm.Values(order) : Original;
            if (Original.Count == 0)
                Refusal = $"the event of order {Order.Trim()} cannot be read here; enter its facts";
            if (Values.Count == 0)
                Values = Original;
        }

        ItemRows = Math.Clamp(Items ?? 1, Enumerable.Range(0, TryForm.MostRows).Count(HasItem), TryForm.MostRows);
        if (Values.Count > 0 && trials is not null)
            await TryAsync(trials, cancellation);
    }

    /// <summary>Whether a field differs from the streamed order.</summary>
    public bool IsChanged(string name) =>
        Original.Count > 0 && Values.GetValueOrDefault(name, "").Trim() != Original.GetValueOrDefault(name, "");

    private async Task TryAsync(IOrderTrials scorer, CancellationToken cancellation)
    {
        try
        {
            var body = IsPredecessor ? TryForm.ToPredecessor(Values) : TryForm.ToOrder(Values, Original.Count > 0 ? Order!.Trim() : null);
            Trial = await scorer.TryAsync(body, IsPredecessor, cancellation);
        }
        catch (TrialRefusedException refused)
        {
            Refusal = refused.Faults.Count > 0 ? "some fields cannot be used" : refused.Message;
            Faults = refused.Faults.DistinctBy(fault => fault.Field).ToDictionary(fault => fault.Field);
        }
    }

    private async Task<OrderDelivered?> StreamedAsync(string id, CancellationToken cancellation)
    {
        if (records is null || await orders.FindAsync(id.Replace('\0', '?'), cancellation) is not { Places: [.., var last] })
            return null;
        return (await records.ReadAsync([last], cancellation)).Single().Order;
    }

    private bool HasItem(int row) => TryForm.Item.Any(field => Values.ContainsKey(TryForm.Of("items", row, field.Name)));

    private Dictionary<string, string> Given()
    {
        IEnumerable<string> names = IsPredecessor
            ? TryForm.Predecessor.Select(field => field.Name)
            : [.. TryForm.Order.Select(field => field.Name), .. Rows("items", TryForm.Item), .. Rows("payments", TryForm.Payment)];
        return names
            .Select(name => (Name: name, Value: Request.Query[name].ToString()))
            .Where(given => given.Value.Length > 0)
            .ToDictionary(given => given.Name, given => given.Value.Length <= LongestValue ? given.Value : given.Value[..LongestValue]);
    }

    private static IEnumerable<string> Rows(string list, IReadOnlyList<TryField> fields) =>
        Enumerable.Range(0, TryForm.MostRows).SelectMany(row => fields.Select(field => TryForm.Of(list, row, field.Name)));
}
