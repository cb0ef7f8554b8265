using System.Text.Json;

namespace Streaming.Console.Queries.Models;

/// <summary>JSON as a list of single values, so that two of them can be compared value by value.</summary>
public static class LineageEntries
{
    /// <summary>Such as <c>parameters, settings, trees</c> and <c>300</c>. A list of plain values stays one value.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var entries = new List<(string, string)>();
        Add(entries, "", document.RootElement);
        return entries;
    }

    private static void Add(List<(string, string)> entries, string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())
        {
            foreach (var member in element.EnumerateObject())
                Add(entries, path.Length == 0 ? Plain(member.Name) : $"{path}, {Plain(member.Name)}", member.Value);
            return;
        }

        entries.Add(
            (
                path,
                element.ValueKind switch
                {
                    JsonValueKind.String => element.GetString()!,
                    JsonValueKind.Array => string.Join(
                        ", ",
                        element
                            .EnumerateArray()
                            .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText())
                    ),
                    _ => element.GetRawText(),
                }
            )
        );
    }

    private static string Plain(string name) => name.Replace('_', ' ');
}
