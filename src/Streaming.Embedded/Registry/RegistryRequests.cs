using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Streaming.Kafka.Wire;

namespace Streaming.Embedded.Registry;

/// <summary>What requests hold: bodies, names and numbers, each refused in words.</summary>
internal static class RegistryRequests
{
    /// <summary>Longer names do not fit the table's index.</summary>
    private const int LongestSubject = 500;

    /// <summary>What Confluent's registry keeps beside a schema and this one does not: taken without a word, it would be lost.</summary>
    private static readonly string[] NotKept =
    [
        "references",
        "metadata",
        "ruleSet",
        "rulesToMerge",
        "rulesToRemove",
        "schemaTags",
        "schemaTagsToAdd",
        "schemaTagsToRemove",
    ];

    public static async Task<SubmittedSchema> SchemaAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await BodyAsync(request, cancellation);
        if (Text(body, "schemaType") is { } type && type != "AVRO")
            throw RegistryProblem.InvalidSchema($"schemaType '{type}' is not supported, only AVRO");
        if (NotKept.FirstOrDefault(member => !IsEmpty(body[member])) is { } lost)
            throw RegistryProblem.NotKept(lost);
        if (body["id"] is JsonValue id && id.TryGetValue<int>(out var number) && number > 0)
            throw RegistryProblem.NotPermitted("take an id from outside (mode IMPORT)");
        return SubmittedSchema.Parse(
            Text(body, "schema") ?? throw RegistryProblem.InvalidSchema("the member 'schema' is missing"),
            Flag(request, "normalize")
        );
    }

    public static async Task<CompatibilityLevel> LevelAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await BodyAsync(request, cancellation);
        if (body.FirstOrDefault(member => member.Key != "compatibility" && !IsEmpty(member.Value)) is { Key: { } other })
            throw RegistryProblem.NotPermitted($"keep '{other}' of a configuration");
        return CompatibilityLevel.Parse(Text(body, "compatibility"));
    }

    /// <summary>Routing decodes every escape of a path segment except that of the slash.</summary>
    public static string Subject(string segment)
    {
        var subject = segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (subject.Length > LongestSubject)
            throw RegistryProblem.InvalidSubject($"it has {subject.Length} characters; allowed are {LongestSubject}");
        if (subject.Any(char.IsControl))
            throw RegistryProblem.InvalidSubject("it holds a control character");
        if (subject.Any(char.IsSurrogate) && !subject.IsNormalizedOrWhole())
            throw RegistryProblem.InvalidSubject("it is not Unicode");
        return subject;
    }

    /// <summary>Null for the latest.</summary>
    public static int? Version(string text)
    {
        if (text is "latest" or "-1")
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw RegistryProblem.InvalidVersion(text);
    }

    public static bool Flag(HttpRequest request, string name) =>
        string.Equals(request.Query[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The part of a list that <c>offset</c> and <c>limit</c> name.</summary>
    public static IEnumerable<T> Page<T>(HttpRequest request, IEnumerable<T> all)
    {
        var (offset, limit) = (Number(request, "offset") ?? 0, Number(request, "limit") ?? -1);
        var rest = all.Skip(Math.Max(offset, 0));
        return limit < 0 ? rest : rest.Take(limit);
    }

    private static int? Number(HttpRequest request, string name) =>
        (string?)request.Query[name] switch
        {
            null or "" => null,
            var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            var text => throw RegistryProblem.InvalidNumber(name, text),
        };

    private static bool IsNormalizedOrWhole(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i]))
                return false;
        }

        return true;
    }

    private static bool IsEmpty(JsonNode? node) =>
        node switch
        {
            null => true,
            JsonArray list => list.Count == 0,
            JsonObject members => members.All(member => IsEmpty(member.Value)),
            _ => false,
        };

    private static async Task<JsonObject> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var body =
                await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation) as JsonObject
                ?? throw RegistryProblem.Unreadable("expected a JSON object");
            _ = body.Count; // a member that comes twice is found here
            return body;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw RegistryProblem.Unreadable(failure.Message);
        }
    }

    private static string? Text(JsonObject body, string member) =>
        body[member] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw RegistryProblem.Unreadable($"'{member}' must be a string"),
        };
}
