using System.Text;
using System.Text.Json;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Which answers count: those in the registry's own form alone. A bare 404 of a wrong base path or a proxy's page must not pass for "this
/// id
/// does not exist", or one wrong setting would send every record to the dead letters. Confluent's client tells neither apart, and turns
/// numbers into texts.
/// </summary>
internal static class RegistryAnswers
{
    /// <param name="method">Of the request.</param>
    /// <param name="path">Of the request, relative to the registry's address.</param>
    /// <param name="url">The whole address, for the message.</param>
    /// <param name="status">HTTP status under 500.</param>
    /// <param name="text">The whole body.</param>
    /// <exception cref="RegistryUnavailableException">The answer is not that of a registry, or access is denied.</exception>
    public static void Check(HttpMethod method, string path, Uri url, int status, byte[] text)
    {
        if (status is 401 or 403)
            throw new RegistryUnavailableException(
                $"The schema registry refused access to {url} (HTTP {status}); see {RegistryConnection.CredentialSettings}."
            );
        try
        {
            using var document = JsonDocument.Parse(text);
            var body = document.RootElement;
            ReadTexts(body);
            if (status is >= 200 and < 300 ? HoldsWhatWasAsked(method, path, body) : Has(body, "error_code", IsNumber))
                return;
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // Reported below, together with JSON of another form.
        }

        throw new RegistryUnavailableException(
            $"{url} answered HTTP {status} with something that is not a schema registry's answer: "
                + $"{Start(Encoding.UTF8.GetString(text))}; is the path of {RegistryConnection.UrlSetting} right?"
        );
    }

    public static string Start(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private static bool HoldsWhatWasAsked(HttpMethod method, string path, JsonElement body)
    {
        if (path.StartsWith("schemas/", StringComparison.Ordinal))
            return Has(body, "schema", IsText);
        if (path.StartsWith("compatibility/", StringComparison.Ordinal))
            return Has(body, "is_compatible", static value => value.ValueKind is JsonValueKind.True or JsonValueKind.False);
        if (!path.StartsWith("subjects/", StringComparison.Ordinal))
            return body.ValueKind == JsonValueKind.Object;
        return method == HttpMethod.Post
            ? Has(body, "id", IsNumber)
            : Has(body, "schema", IsText) && Has(body, "id", IsNumber) && Has(body, "version", IsNumber);
    }

    private static bool Has(JsonElement body, string member, Func<JsonElement, bool> form) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value) && form(value);

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    /// <summary>The parser lets texts pass that are no UTF-8, or half of a character.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void ReadTexts(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.String)
            _ = body.GetString();
        else if (body.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in body.EnumerateArray())
                ReadTexts(element);
        }
        else if (body.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in body.EnumerateObject())
            {
                _ = member.Name;
                ReadTexts(member.Value);
            }
        }
    }
}
