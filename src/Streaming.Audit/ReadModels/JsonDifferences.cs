using System.Text.Json;
using Streaming.Audit.Chain;

namespace Streaming.Audit.ReadModels;

/// <summary>A field in which a stored document differs from what the events say.</summary>
/// <param name="Field">Its path, such as <c>champions[0].by</c>.</param>
/// <param name="Stored">What the document holds, as JSON; <c>nothing</c> where the field is missing.</param>
/// <param name="Expected">What the events say.</param>
internal sealed record JsonDifference(string Field, string Stored, string Expected);

/// <summary>Compares two JSON texts by their meaning. Pure.</summary>
internal static class JsonDifferences
{
    private const string Nothing = "nothing";
    private const int ShownCharacters = 120;

    /// <summary>The fields that differ, by the order of the expected ones; those that only the stored text has come last.</summary>
    /// <exception cref="JsonException">One of both is no JSON.</exception>
    public static IReadOnlyList<JsonDifference> Of(string stored, string expected)
    {
        using var left = JsonDocument.Parse(stored);
        using var right = JsonDocument.Parse(expected);
        return [.. Of(left.RootElement, right.RootElement, "")];
    }

    private static IEnumerable<JsonDifference> Of(JsonElement stored, JsonElement expected, string path) =>
        (stored.ValueKind, expected.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => OfObjects(stored, expected, path),
            (JsonValueKind.Array, JsonValueKind.Array) => OfArrays(stored, expected, path),
            _ => CanonicalJson.Of(stored.GetRawText()) == CanonicalJson.Of(expected.GetRawText())
                ? []
                : [new JsonDifference(path, Shown(stored), Shown(expected))],
        };

    private static IEnumerable<JsonDifference> OfObjects(JsonElement stored, JsonElement expected, string path)
    {
        foreach (var member in expected.EnumerateObject())
        {
            var field = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!stored.TryGetProperty(member.Name, out var other))
                yield return new JsonDifference(field, Nothing, Shown(member.Value));
            else
                foreach (var difference in Of(other, member.Value, field))
                    yield return difference;
        }

        foreach (var member in stored.EnumerateObject())
            if (!expected.TryGetProperty(member.Name, out _))
                yield return new JsonDifference(path.Length == 0 ? member.Name : $"{path}.{member.Name}", Shown(member.Value), Nothing);
    }

    private static IEnumerable<JsonDifference> OfArrays(JsonElement stored, JsonElement expected, string path)
    {
        var (left, right) = (stored.GetArrayLength(), expected.GetArrayLength());
        for (var at = 0; at < Math.Max(left, right); at++)
        {
            var field = $"{path}[{at}]";
            if (at >= left)
                yield return new JsonDifference(field, Nothing, Shown(expected[at]));
            else if (at >= right)
                yield return new JsonDifference(field, Shown(stored[at]), Nothing);
            else
                foreach (var difference in Of(stored[at], expected[at], field))
                    yield return difference;
        }
    }

    private static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: > ShownCharacters } text ? text[..ShownCharacters] + "…" : value.GetRawText();
}
