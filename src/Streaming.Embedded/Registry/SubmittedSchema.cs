using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using Streaming.Kafka.Resolution;

namespace Streaming.Embedded.Registry;

/// <summary>A schema as it was sent, and the form by which equal ones are known.</summary>
/// <param name="Text">The JSON as sent; the normal form where that was asked for.</param>
/// <param name="Canonical">No blanks, members in order of their names. Documentation, defaults and aliases count: unlike Avro's
/// parsing canonical form, which drops what readers need.</param>
/// <param name="Normal">The normal form, which is then compared as well; null where it was not asked for.</param>
internal sealed record SubmittedSchema(string Text, string Canonical, string? Normal)
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of the canonical form; short enough for an index, however long the schema is.</summary>
    public byte[] Sha256 => SHA256.HashData(Encoding.UTF8.GetBytes(Canonical));

    public Guid Unique => UniqueOf(Sha256);

    public static Guid UniqueOf(byte[] sha256) => new(sha256.AsSpan(0, 16), bigEndian: true);

    /// <param name="text">Of any origin. One that holds itself is taken, as by every registry; the limits of size and names hold.</param>
    /// <param name="normalize">Whether spelling is to make no other schema.</param>
    /// <exception cref="RegistryProblem">It is no Avro schema.</exception>
    public static SubmittedSchema Parse(string text, bool normalize)
    {
        try
        {
            AvroShape.Parse(text); // before Apache.Avro: it is bounded
            var node = JsonNode.Parse(text) ?? throw RegistryProblem.InvalidSchema("null is none");
            var sorted = Sorted(node).ToJsonString(Plain);
            Schema.Parse(sorted);
            if (!normalize)
                return new SubmittedSchema(text, sorted, null);
            var normal = NormalForm.Of(text);
            return new SubmittedSchema(normal, normal, normal);
        }
        catch (Exception failure)
            when (failure
                    is AvroException
                        or JsonException
                        or Newtonsoft.Json.JsonException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            throw RegistryProblem.InvalidSchema(failure.Message);
        }
    }

    internal static JsonNode Sorted(JsonNode node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Sorted(value) : null))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Sorted(item))]),
            _ => node.DeepClone(),
        };
}
