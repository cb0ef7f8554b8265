using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Streaming.Cases.Queries;
using Policy = Streaming.Models.Policy.Tier;

namespace Streaming.Console.Pages.Cases;

/// <summary>A view of the cases as the address of a page says it: whoever has the address sees the same.</summary>
public sealed class CaseAddress
{
    private const int LongestText = 100;

    /// <summary>One of <see cref="CaseFormatter.Views"/>; anything else is the first.</summary>
    public string? View { get; set; }

    /// <summary><c>red</c>, <c>yellow</c>, or anything else for both.</summary>
    public string? Tier { get; set; }

    public string? Category { get; set; }

    public string? State { get; set; }

    public string? Assignee { get; set; }

    /// <summary>An order's or a customer's id.</summary>
    public string? Q { get; set; }

    public (string Name, CaseView View, string Title) Chosen =>
        CaseFormatter.Views.FirstOrDefault(view => view.Name == View) is { Name: not null } found ? found : CaseFormatter.Views[0];

    public bool IsFiltered =>
        Tier is "red" or "yellow"
        || Text(Category) is not null
        || Text(State) is not null
        || Text(Assignee) is not null
        || Text(Q) is not null;

    public CaseFilter ToFilter(string user) =>
        new(Chosen.View, user)
        {
            Tier = Tier switch
            {
                "red" => Policy.Red,
                "yellow" => Policy.Yellow,
                _ => null,
            },
            Category = Text(Category),
            State = Text(State)?.ToUpperInvariant(),
            Assignee = Text(Assignee),
            Search = Text(Q),
        };

    /// <summary>The part of an address behind the question mark; empty for the plain list.</summary>
    public string ToQuery(string? view = null, CasePlace? after = null)
    {
        var query = new QueryBuilder();
        Add("view", view ?? (View is null ? null : Chosen.Name));
        Add("tier", Tier is "red" or "yellow" ? Tier : null);
        Add("category", Text(Category));
        Add("state", Text(State));
        Add("assignee", Text(Assignee));
        Add("q", Text(Q));
        if (after is not null)
            Add("after", string.Create(CultureInfo.InvariantCulture, $"{after.Key:R}~{after.OrderId}"));
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(name, value);
        }
    }

    /// <summary>Null for anything that is no place.</summary>
    public static CasePlace? PlaceOf(string? text)
    {
        var at = text?.IndexOf('~', StringComparison.Ordinal) ?? -1;
        return
            at > 0
            && double.TryParse(text.AsSpan(0, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var key)
            && double.IsFinite(key)
            ? new CasePlace(key, text![(at + 1)..].Replace('\0', '?'))
            : null;
    }

    /// <summary>PostgreSQL knows no zero byte.</summary>
    private static string? Text(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
            return null;
        var text = given.Trim().Replace('\0', '?');
        return text.Length <= LongestText ? text : text[..LongestText];
    }
}
