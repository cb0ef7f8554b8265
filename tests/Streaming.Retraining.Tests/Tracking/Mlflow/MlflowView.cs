using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

/// <summary>A look at a server from outside, by plain requests: everything of one experiment and one model as lines that compare, with the
/// server's own ids replaced by names.</summary>
internal sealed class MlflowView(HttpClient http, Uri server)
{
    public async Task<IReadOnlyList<JsonNode>> RunsAsync(string experiment)
    {
        var found = await http.GetAsync(Address("mlflow/experiments/get-by-name?experiment_name=" + Uri.EscapeDataString(experiment)));
        if (!found.IsSuccessStatusCode)
            return [];
        var id = JsonNode.Parse(await found.Content.ReadAsStringAsync())!["experiment"]!["experiment_id"]!.GetValue<string>();
        // has a length: see MlflowHttp
        using var search = new StringContent($$"""{"experiment_ids":["{{id}}"],"max_results":1000}""", Encoding.UTF8, "application/json");
        var answer = await http.PostAsync(Address("mlflow/runs/search"), search);
        return [.. (JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["runs"]?.AsArray() ?? []).Select(run => run!)];
    }

    public async Task<JsonNode> RunAsync(string experiment, string name) =>
        Assert.Single(await RunsAsync(experiment), run => run["info"]!["run_name"]!.GetValue<string>() == name);

    public async Task<IReadOnlyList<JsonNode>> VersionsAsync(string model)
    {
        var answer = await http.GetStringAsync(Address("mlflow/model-versions/search?filter=" + Uri.EscapeDataString($"name='{model}'")));
        return [.. (JsonNode.Parse(answer)!["model_versions"]?.AsArray() ?? []).Select(version => version!)];
    }

    /// <summary>Our version's name of the server's version that has the alias; null when none has.</summary>
    public async Task<string?> ChampionAsync(string model)
    {
        var answer = await http.GetAsync(Address("mlflow/registered-models/get?name=" + Uri.EscapeDataString(model)));
        if (!answer.IsSuccessStatusCode)
            return null;
        var aliases = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["registered_model"]!["aliases"]?.AsArray() ?? [];
        var number = aliases.FirstOrDefault(alias => alias!["alias"]!.GetValue<string>() == "champion")?["version"]!.GetValue<string>();
        return number is null
            ? null
            : Tag(
                Assert.Single(await VersionsAsync(model), version => version["version"]!.GetValue<string>() == number),
                "streaming.version"
            );
    }

    /// <summary>Every file of a run with its bytes.</summary>
    public async Task<SortedDictionary<string, byte[]>> FilesAsync(JsonNode run)
    {
        var root = run["info"]!["artifact_uri"]!.GetValue<string>();
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        if (root.StartsWith("mlflow-artifacts:/", StringComparison.Ordinal))
            await WalkAsync(root["mlflow-artifacts:/".Length..], "", files);
        return files;
    }

    public async Task<string> DumpAsync(string experiment, string model)
    {
        var runs = await RunsAsync(experiment);
        var names = runs.ToDictionary(
            run => run["info"]!["run_id"]!.GetValue<string>(),
            run => run["info"]!["run_name"]!.GetValue<string>()
        );
        List<string> lines = [];
        foreach (var run in runs)
        {
            var name = run["info"]!["run_name"]!.GetValue<string>();
            lines.Add($"{name} {run["info"]!["status"]} {run["info"]!["start_time"]} {run["info"]!["end_time"]}");
            foreach (var kind in new[] { "tags", "params", "metrics" })
                lines.AddRange(
                    (run["data"]![kind]?.AsArray() ?? []).Select(entry =>
                        $"{name} {kind} {entry!["key"]} {entry["value"]} {entry["timestamp"]}"
                    )
                );
            foreach (var (path, bytes) in await FilesAsync(run))
                lines.Add($"{name} file {path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}");
        }

        foreach (var version in await VersionsAsync(model))
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"version {Tag(version, "streaming.version")} {Tag(version, "streaming.sha256")} {version["run_id"]} "
                        + $"{version["source"]} {version["description"]}"
                )
            );
        lines.Add($"champion {await ChampionAsync(model)}");
        var text = string.Join('\n', lines.Order(StringComparer.Ordinal));
        foreach (var (id, name) in names)
            text = text.Replace(id, $"({name})", StringComparison.Ordinal);
        text = text.Replace(model, "(model)", StringComparison.Ordinal);
        return string.Join(
            '\n',
            text.Split('\n')
                .Select(line => line.Contains(" file model/MLmodel ", StringComparison.Ordinal) ? line[..line.LastIndexOf(' ')] : line)
                .Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"mlflow-artifacts:/\d+/", "mlflow-artifacts:/"))
                .Order(StringComparer.Ordinal)
        );
    }

    public static string? Tag(JsonNode node, string key) => Value(node["data"]?["tags"] ?? node["tags"], key);

    public static string? Parameter(JsonNode run, string key) => Value(run["data"]!["params"], key);

    public static string? Metric(JsonNode run, string key) => Value(run["data"]!["metrics"], key);

    private static string? Value(JsonNode? entries, string key) =>
        entries?.AsArray().FirstOrDefault(entry => entry!["key"]!.GetValue<string>() == key)?["value"]?.ToString();

    private async Task WalkAsync(string root, string below, SortedDictionary<string, byte[]> files)
    {
        var folder = below.Length == 0 ? root : $"{root}/{below}";
        var listed =
            JsonNode
                .Parse(await http.GetStringAsync(Address("mlflow-artifacts/artifacts?path=" + Uri.EscapeDataString(folder))))!["files"]
                ?.AsArray()
            ?? [];
        foreach (var entry in listed)
        {
            var path = below.Length == 0 ? entry!["path"]!.GetValue<string>() : $"{below}/{entry!["path"]}";
            if (entry["is_dir"]?.GetValue<bool>() == true)
                await WalkAsync(root, path, files);
            else
                files[path] = await http.GetByteArrayAsync(
                    Address($"mlflow-artifacts/artifacts/{root}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}")
                );
        }
    }

    private Uri Address(string path) => new(server, "/api/2.0/" + path);
}
