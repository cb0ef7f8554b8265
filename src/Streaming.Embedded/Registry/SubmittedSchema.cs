using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using Streaming.Contracts.Resolution;

namespace Streaming.Embedded.Registry;

/// <summary>A schema as it was sent, and the form by which equal ones are known.</summary>
/// <param name="Text">The JSON as sent.</param>
/// <param name="Canonical">No blanks, members in order of their names. Documentation, defaults and aliases count: unlike Avro's
/// parsing canonical form, which drops what readers need.</param>
internal sealed record SubmittedSchema(string Text, string Canonical)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of the canonical form; short enough for an index, however long the schema is.</summary>
    public byte[] Sha256 => SHA256.HashData(Encoding.UTF8.GetBytes(Canonical));

    /// <exception cref="RegistryProblem">It is no Avro schema.</exception>
    public static SubmittedSchema Parse(string text)
    {
        try
        {
            var node = JsonNode.Parse(text) ?? throw RegistryProblem.InvalidSchema("null is none");
            Schema.Parse(text);
            AvroShape.Parse(text);
            return new SubmittedSchema(text, Sorted(node).ToJsonString(Plain));
        }
        catch (Exception failure) when (failure is AvroException or JsonException or Newtonsoft.Json.JsonException
            or InvalidOperationException or ArgumentException)
        {
            throw RegistryProblem.InvalidSchema(failure.Message);
        }
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Sorted(value) : null))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };
}
