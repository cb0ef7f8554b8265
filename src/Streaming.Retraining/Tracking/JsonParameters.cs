using System.Text.Json;

namespace Streaming.Retraining.Tracking;

/// <summary>A JSON object of settings as flat names and texts, such as <c>Search.Budget</c>. Lists stay JSON; what is no object is one
/// parameter.</summary>
internal static class JsonParameters
{
    private const string Whole = "parameters";

    public static IEnumerable<KeyValuePair<string, string>> Flatten(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. Walk("", document.RootElement)] : [new(Whole, json)];
        }
        catch (JsonException)
        {
            return [new(Whole, json)]; // better told as it is than lost
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Walk(string path, JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in Walk(name, member.Value))
                    yield return inner;
            }
            else
            {
                yield return new(
                    name,
                    member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()
                );
            }
        }
    }
}
