using System.Text.Json.Nodes;
using Streaming.Audit.Models;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

/// <summary>The model registry of <see cref="MemoryMlflow"/>.</summary>
internal sealed class MemoryModels
{
    private readonly Dictionary<string, JsonObject> models = [];
    private readonly List<JsonObject> versions = [];

    public JsonNode Find(string name) => new JsonObject { ["registered_model"] = Model(name).DeepClone() };

    public JsonNode Create(JsonObject asked)
    {
        var name = Text(asked, "name");
        if (name.Contains('/') || name.Contains(':'))
            throw new Refused("INVALID_PARAMETER_VALUE", $"Invalid model name '{name}'");
        if (
            !models.TryAdd(
                name,
                new JsonObject
                {
                    ["name"] = name,
                    ["aliases"] = new JsonArray(),
                    ["tags"] = new JsonArray(),
                }
            )
        )
            throw new Refused("RESOURCE_ALREADY_EXISTS", $"Registered Model (name={name}) already exists.");
        return Find(name);
    }

    public JsonNode CreateVersion(JsonObject asked)
    {
        var name = Model(Text(asked, "name"))["name"]!.GetValue<string>();
        if (!Text(asked, "source").Contains(Text(asked, "run_id"), StringComparison.Ordinal))
            throw new Refused("INVALID_PARAMETER_VALUE", "Invalid model version source");
        var version = asked.DeepClone().AsObject();
        version["version"] = $"{versions.Count(other => Text(other, "name") == name) + 1}";
        versions.Add(version);
        return new JsonObject { ["model_version"] = version.DeepClone() };
    }

    public JsonNode Versions(string filter)
    {
        var name = filter["name='".Length..^1];
        return new JsonObject
        {
            ["model_versions"] = new JsonArray([
                .. versions.Where(version => Text(version, "name") == name).Select(version => version.DeepClone()),
            ]),
        };
    }

    public JsonNode SetAlias(JsonObject asked) => Put(asked, "aliases", "alias", "version");

    public JsonNode SetTag(JsonObject asked) => Put(asked, "tags", "key", "value");

    private JsonObject Put(JsonObject asked, string kind, string key, string value)
    {
        var all = Model(Text(asked, "name"))[kind]!.AsArray();
        if (all.FirstOrDefault(entry => Text(entry!.AsObject(), key) == Text(asked, key)) is { } there)
            all.Remove(there);
        all.Add(new JsonObject { [key] = Text(asked, key), [value] = Text(asked, value) });
        return [];
    }

    private JsonObject Model(string name) =>
        models.GetValueOrDefault(name) ?? throw new Refused("RESOURCE_DOES_NOT_EXIST", $"Registered Model with name={name} not found");

    private static string Text(JsonObject node, string key) => node[key]!.GetValue<string>();
}
