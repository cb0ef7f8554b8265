using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Api.Problems;

namespace Streaming.Api.Reading;

/// <summary>A shape as its document sees it.</summary>
internal interface IJsonShape
{
    string Name { get; }

    string Meaning { get; }

    IEnumerable<IJsonField> Fields { get; }
}

/// <summary>The fields of one kind of JSON object. Reads all of them and tells everything that is wrong at once. At most 64 fields.
/// Immutable.</summary>
/// <param name="name">Of its schema in the document.</param>
/// <param name="meaning">For the document.</param>
/// <param name="fields">In the order in which callers usually send them, which makes finding them cheap.</param>
internal sealed class JsonShape<T>(string name, string meaning, params JsonField<T>[] fields) : IJsonShape
{
    private const int None = -1;

    public string Name => name;

    public string Meaning => meaning;

    public IEnumerable<IJsonField> Fields => fields;

    public void Read(JsonElement element, T into, FieldPath path, FieldProblems problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path.Of("") is { Length: > 0 } place ? place : "body", element, $"an object with fields of {name}");
            return;
        }

        ulong seen = 0,
            known = 0;
        var expected = 0;
        foreach (var property in element.EnumerateObject())
        {
            var at = Find(property, expected);
            if (at == None)
            {
                problems.Add(path.Of(NameOf(property)), property.Value, $"left out: {name} has no such field");
                continue;
            }

            expected = at + 1;
            var (field, bit) = (fields[at], 1UL << at);
            if ((seen & bit) != 0)
                problems.Add(path.Of(field.Name), property.Value, "given once");
            seen |= bit;
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;
            known |= bit;
            if (field.ReadRows is { } rows)
                rows(property.Value, into, path, problems);
            else if (!field.Read(property.Value, into))
                problems.Add(path.Of(field.Name), property.Value, field.Rule);
        }

        for (var i = 0; i < fields.Length; i++)
            if (fields[i].IsRequired && (known & (1UL << i)) == 0)
                problems.Add(path.Of(fields[i].Name), (seen & (1UL << i)) == 0 ? "missing" : "null", fields[i].Rule);
    }

    /// <summary>Looks first where the order of the fields lets one expect it.</summary>
    private int Find(JsonProperty property, int expected)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        for (var i = 0; i < fields.Length; i++)
        {
            var at = expected + i;
            if (at >= fields.Length)
                at -= fields.Length;
            if (raw.SequenceEqual(fields[at].Utf8Name))
                return at;
        }

        if (!raw.Contains((byte)'\\') && fields.All(field => field.Alias is null))
            return None;
        for (var i = 0; i < fields.Length; i++)
            if (IsNamed(property, fields[i].Name) || (fields[i].Alias is { } alias && IsNamed(property, alias)))
                return i;
        return None;
    }

    private static bool IsNamed(JsonProperty property, string field)
    {
        try
        {
            return property.NameEquals(field);
        }
        catch (InvalidOperationException)
        {
            return false; // an escape that stands for half a character
        }
    }

    private static string NameOf(JsonProperty property)
    {
        const int most = 100;
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        var text = System.Text.Encoding.UTF8.GetString(raw);
        return text.Length == 0 ? "''"
            : text.Length <= most ? text
            : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
    }
}
