using System.Globalization;
using System.Security.Claims;
using CsvHelper;
using Streaming.Cases.Domain;
using Streaming.Console.Web;
using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Cases;

/// <summary>Cases as a table for a spreadsheet: a text that a spreadsheet would run as a formula has an apostrophe before it.
/// In English whoever reads it: programs may read it too.</summary>
internal sealed class CaseTable : IDisposable
{
    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\n",
        Injection = CsvInjection.Escape,
        InjectionCharacters = "=+-@\t\r",
        InjectionEscape = '\'',
    };

    private static readonly string[] Columns =
    [
        "order_id",
        "tier",
        "probability",
        "action",
        "state",
        "owner",
        "priority",
        "price_brl",
        "opened_at",
        "due_at",
        "contacted_at",
        "closed_at",
        "outcome",
        "review_score",
        "customer",
        "customer_state",
        "categories",
        "first_reason",
    ];

    private readonly CsvWriter csv;
    private readonly ClaimsPrincipal reader;
    private readonly DateTimeOffset now;

    /// <param name="text">Receives the table; stays open.</param>
    /// <param name="reader">Decides whether persons are masked.</param>
    /// <param name="now">Wall time.</param>
    public CaseTable(TextWriter text, ClaimsPrincipal reader, DateTimeOffset now)
    {
        (csv, this.reader, this.now) = (CsvWriter.Create(text, Options, leaveOpen: true), reader, now);
        Write(Columns);
    }

    public void Add(AlertCase one)
    {
        csv.WriteField(one.Id);
        csv.WriteField(one.Alert.Tier.Name());
        csv.WriteField(one.Alert.Probability);
        csv.WriteField(CaseFormatter.Of(one.Action, Words.English));
        csv.WriteField(CaseFormatter.StateOf(one, now, Words.English));
        csv.WriteField(one.Owner);
        csv.WriteField(one.Rank.Priority);
        csv.WriteField(one.Alert.Basket.Price);
        Write([
            Time(one.OpenedAt),
            Time(one.DueAt),
            Time(one.ContactedAt),
            Time(one.ClosedAt),
            one.Outcome is { } outcome ? CaseFormatter.Of(outcome, Words.English) : "",
            one.Review?.Score.ToString(CultureInfo.InvariantCulture) ?? "",
            Format.Person(one.Alert.Customer.UniqueId ?? one.Alert.Customer.Id, reader),
            one.Alert.Customer.State ?? "",
            string.Join(' ', one.Alert.Basket.Categories),
            one.Alert.Reasons.Select(reason => reason.Text).FirstOrDefault() ?? "",
        ]);
    }

    public void Dispose() => csv.Dispose();

    private static string Time(DateTimeOffset? time) => time is { } at ? Format.Instant(at) : "";

    private void Write(IEnumerable<string> last)
    {
        foreach (var cell in last)
            csv.WriteField(cell);
        csv.EndRecord();
    }
}
