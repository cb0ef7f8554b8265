using System.Globalization;
using System.Text.Json;

namespace Streaming.Api.Problems;

/// <summary>Where a field stands in a request: in which order, in which row of which list.</summary>
/// <param name="Root"><c>orders</c> where the request has that list, empty where it is the list itself, null for a single order.</param>
/// <param name="Order">Index in it.</param>
/// <param name="List">List of the order; null for a field of the order itself.</param>
/// <param name="Row">Index in the list.</param>
internal readonly record struct FieldPath(string? Root, int Order, string? List = null, int Row = -1)
{
    public string Of(string field)
    {
        var order = Root is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Root}[{Order}]");
        var row = List is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{List}[{Row}]");
        return string.Join('.', new[] { order, row, field }.Where(part => part.Length > 0));
    }
}

/// <summary>A field of a request that cannot be used.</summary>
/// <param name="Field">Its path in the request, such as <c>orders[2].items[0].price</c>.</param>
/// <param name="Value">As found; a long text is cut.</param>
/// <param name="Rule">What would be allowed, in words that follow "must be".</param>
public readonly record struct FieldProblem(string Field, string Value, string Rule);

/// <summary>Collects the fields of a request that cannot be used; names the first of them and counts all.</summary>
internal sealed class FieldProblems
{
    private const int MostNamed = 20;
    private const int MostShownCharacters = 60;

    private readonly List<FieldProblem> errors = [];

    public int Count { get; private set; }

    public void Add(string field, string value, string rule)
    {
        if (++Count <= MostNamed)
            errors.Add(new FieldProblem(field, value, rule));
    }

    public void Add(string field, JsonElement value, string rule) => Add(field, Count < MostNamed ? Shown(value) : "", rule);

    /// <exception cref="ProblemException">There are some.</exception>
    public void ThrowIfAny()
    {
        if (Count == 0)
            return;
        var first = errors[0];
        var more = Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"; and {Count - 1} more");
        throw new ProblemException(
            new Problem(ProblemType.InvalidFields, $"{first.Field} is {first.Value}, must be {first.Rule}{more}", errors, Count)
        );
    }

    private static string Shown(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"a list of {value.GetArrayLength()}"),
            _ => Cut(value.GetRawText()),
        };

    private static string Cut(string text) =>
        text.Length <= MostShownCharacters
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{Whole(text[..MostShownCharacters])}… ({text.Length} characters)");

    /// <summary>A character of two halves is not cut in its middle.</summary>
    private static string Whole(string text) => char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
}
