using System.Text.Json.Nodes;
using Streaming.Contracts;

namespace Streaming.Kafka.Tests.Wire;

/// <summary>Other versions of our schemas, made from ours.</summary>
internal static class Evolution
{
    public static string Change(string schema, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(Schemas.Get(schema))!.AsObject();
        change(root);
        return root.ToJsonString();
    }

    public static JsonArray Fields(this JsonObject record) => record["fields"]!.AsArray();

    public static JsonObject Field(this JsonObject record, string name) =>
        record.Fields().Select(field => field!.AsObject()).Single(field => field["name"]!.ToString() == name);

    /// <summary>The record schema inside a field that is a list of records.</summary>
    public static JsonObject Element(this JsonObject record, string field) => record.Field(field)["type"]!["items"]!.AsObject();
}
