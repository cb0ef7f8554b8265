using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Streaming.Api.Problems;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Models.Policy;

namespace Streaming.Api.Reading;

/// <summary>What a field holds, for its document.</summary>
internal enum FieldKind
{
    Text,

    /// <summary>Text of the form <c>2018-05-31 23:59:59</c>, a reading of the market's own clock.</summary>
    Time,

    /// <summary>Text or whole number that is understood as the prefix of a postal code.</summary>
    PostalCode,
    Number,
    Whole,
    List,
}

/// <summary>A field as its document sees it.</summary>
internal interface IJsonField
{
    string Name { get; }

    FieldKind Kind { get; }

    /// <summary>What is allowed, in words that follow "must be".</summary>
    string Rule { get; }

    string Meaning { get; }

    bool IsRequired { get; }

    double? Least { get; }

    double? Most { get; }

    /// <summary>Of a list: what a row is.</summary>
    IJsonShape? Row { get; }
}

/// <summary>One field of a request: how it is read, and what the document says of it. Reading and document cannot differ, because there is
/// no other list of fields.</summary>
/// <param name="Name">As in the event's schema.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Rule">What is allowed, in words that follow "must be".</param>
/// <param name="Meaning">For the document.</param>
/// <param name="Read">Puts the value into the draft; false when it breaks the rule.</param>
internal sealed record JsonField<T>(string Name, FieldKind Kind, string Rule, string Meaning, Func<JsonElement, T, bool> Read) : IJsonField
{
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The order cannot be scored without it. Any other may be left out or null: not known.</summary>
    public bool IsRequired { get; init; }

    public double? Least { get; init; }

    public double? Most { get; init; }

    /// <summary>Of a list: reads its rows and tells about them itself.</summary>
    public Action<JsonElement, T, FieldPath, FieldProblems>? ReadRows { get; init; }

    /// <summary>Of a list: what a row is.</summary>
    public IJsonShape? Row { get; init; }

    /// <summary>Another spelling that is read as well; not in the document.</summary>
    public string? Alias { get; init; }
}

/// <summary>Readers of single values; null where the value is of another kind.</summary>
internal static class JsonValues
{
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // an escape that stands for half a character
        }
    }

    public static LocalTime? Time(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        var inQuotes = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!inQuotes.Contains((byte)'\\'))
            return LocalTime.TryParse(inQuotes, out var time) ? time : null;
        return Text(value) is { } text && LocalTime.TryParse(text, out var escaped) ? escaped : null;
    }

    /// <summary>Finite: what is too large for a double is none.</summary>
    public static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>By its value and not its spelling, as JSON has one kind of number: 3.0 and 3e0 are whole.</summary>
    public static int? Whole(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return null;
        if (value.TryGetInt32(out var number))
            return number;
        return value.TryGetDouble(out var spelt) && double.IsInteger(spelt) && spelt is >= int.MinValue and <= int.MaxValue
            ? (int)spelt
            : null;
    }

    /// <summary>The five-digit prefix; empty for a blank text, which says nothing.</summary>
    public static string? PostalPrefix(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return Whole(value) is { } number ? PostalCode.Prefix(number.ToString(CultureInfo.InvariantCulture)) : null;
        return Text(value) is { } text
            ? string.IsNullOrWhiteSpace(text)
                ? ""
                : PostalCode.Prefix(text)
            : null;
    }
}
