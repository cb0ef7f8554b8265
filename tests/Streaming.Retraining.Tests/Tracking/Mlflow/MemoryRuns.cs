using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

/// <summary>Experiments and runs of <see cref="MemoryMlflow"/>, with the limits that the real server has.</summary>
internal sealed partial class MemoryRuns
{
    private readonly List<string> experiments = [];
    private readonly List<JsonObject> runs = [];

    public JsonNode FindExperiment(string name) =>
        experiments.IndexOf(name) is >= 0 and var at
            ? new JsonObject
            {
                ["experiment"] = new JsonObject
                {
                    ["experiment_id"] = $"{at + 1}",
                    ["name"] = name,
                    ["lifecycle_stage"] = "active",
                },
            }
            : throw new Refused("RESOURCE_DOES_NOT_EXIST", $"Could not find experiment with name '{name}'");

    public JsonNode CreateExperiment(JsonObject asked)
    {
        var name = asked["name"]!.GetValue<string>();
        if (experiments.Contains(name))
            throw new Refused("RESOURCE_ALREADY_EXISTS", $"Experiment(name={name}) already exists");
        experiments.Add(name);
        return new JsonObject { ["experiment_id"] = $"{experiments.Count}" };
    }

    public JsonNode Create(JsonObject asked, string artifactRoot)
    {
        var id = Guid.NewGuid().ToString("N");
        var experiment = asked["experiment_id"]!.GetValue<string>();
        runs.Add(
            new JsonObject
            {
                ["info"] = new JsonObject
                {
                    ["run_id"] = id,
                    ["experiment_id"] = experiment,
                    ["run_name"] = asked["run_name"]!.DeepClone(),
                    ["status"] = "RUNNING",
                    ["start_time"] = asked["start_time"]!.DeepClone(),
                    ["artifact_uri"] = $"{artifactRoot}/{experiment}/{id}/artifacts",
                    ["lifecycle_stage"] = "active",
                },
                ["data"] = new JsonObject
                {
                    ["metrics"] = new JsonArray(),
                    ["params"] = new JsonArray(),
                    ["tags"] = asked["tags"]!.DeepClone(),
                },
            }
        );
        Put(runs[^1], "tags", new JsonObject { ["key"] = "mlflow.runName", ["value"] = asked["run_name"]!.DeepClone() });
        return new JsonObject { ["run"] = runs[^1].DeepClone() };
    }

    public JsonNode Search(JsonObject asked)
    {
        var wanted = TagFilter().Match(asked["filter"]?.GetValue<string>() ?? "");
        var found = runs.Where(run => run["info"]!["experiment_id"]!.GetValue<string>() == asked["experiment_ids"]![0]!.GetValue<string>())
            .Where(run => run["info"]!["lifecycle_stage"]!.GetValue<string>() == "active")
            .Where(run =>
                !wanted.Success
                || Entry(run, "tags", wanted.Groups["key"].Value)?["value"]!.GetValue<string>() == wanted.Groups["value"].Value
            );
        return new JsonObject { ["runs"] = new JsonArray([.. found.Select(run => run.DeepClone())]) };
    }

    public JsonNode Log(JsonObject asked, int bytes)
    {
        var run = Run(asked);
        Limit("metrics", 1000);
        Limit("params", 100);
        Limit("tags", 100);
        if (asked["metrics"]!.AsArray().Count + asked["params"]!.AsArray().Count + asked["tags"]!.AsArray().Count > 1000)
            throw Invalid("more than 1000 entities");
        if (bytes > 1_000_000)
            throw Invalid($"a request of {bytes} bytes");
        foreach (var kind in new[] { "metrics", "params", "tags" })
        {
            foreach (var entry in asked[kind]!.AsArray())
            {
                var key = entry!["key"]!.GetValue<string>();
                if (key.Length > 250 || !AllowedKey().IsMatch(key) || key.StartsWith("..", StringComparison.Ordinal))
                    throw Invalid($"the name \"{key}\"");
                if (kind != "metrics" && entry["value"]!.GetValue<string>().Length > (kind == "params" ? 6000 : 8000))
                    throw Invalid($"the value of {key}");
                if (
                    kind == "params"
                    && Entry(run, kind, key) is { } there
                    && there["value"]!.GetValue<string>() != entry["value"]!.GetValue<string>()
                )
                    throw Invalid($"Changing param values is not allowed: {key}");
                Put(run, kind, entry.DeepClone().AsObject());
            }
        }

        return new JsonObject();

        void Limit(string kind, int most)
        {
            if (asked[kind]!.AsArray().Count > most)
                throw Invalid($"A batch logging request can contain at most {most} {kind}");
        }
    }

    public JsonNode Update(JsonObject asked)
    {
        var info = Run(asked)["info"]!;
        info["status"] = asked["status"]!.DeepClone();
        info["end_time"] = asked["end_time"]!.DeepClone();
        return new JsonObject { ["run_info"] = info.DeepClone() };
    }

    public JsonNode Delete(JsonObject asked)
    {
        Run(asked)["info"]!["lifecycle_stage"] = "deleted";
        return new JsonObject();
    }

    private static Refused Invalid(string what) => new("INVALID_PARAMETER_VALUE", what);

    private JsonObject Run(JsonObject asked) =>
        runs.FirstOrDefault(run => run["info"]!["run_id"]!.GetValue<string>() == asked["run_id"]!.GetValue<string>())
        ?? throw new Refused("RESOURCE_DOES_NOT_EXIST", "Run not found");

    private static JsonObject? Entry(JsonObject run, string kind, string key) =>
        run["data"]![kind]!.AsArray().Select(entry => entry!.AsObject()).FirstOrDefault(entry => entry["key"]!.GetValue<string>() == key);

    private static void Put(JsonObject run, string kind, JsonObject entry)
    {
        if (Entry(run, kind, entry["key"]!.GetValue<string>()) is { } there)
            run["data"]![kind]!.AsArray().Remove(there);
        run["data"]![kind]!.AsArray().Add(entry);
    }

    [GeneratedRegex("""tags\."(?<key>[^"]+)" = '(?<value>[^']*)'""")]
    private static partial Regex TagFilter();

    [GeneratedRegex(@"\A[\w./\- :]+\z")]
    private static partial Regex AllowedKey();
}
