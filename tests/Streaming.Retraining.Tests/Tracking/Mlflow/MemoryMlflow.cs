using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Streaming.Contracts.Rules;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

/// <summary>
/// The part of an MLflow server that we speak with, in memory and without a network: same paths, same documents, same refusals. Held to the
/// real one by
/// <see cref="TrackingContract"/>, which runs against both.
/// </summary>
internal sealed class MemoryMlflow : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly MemoryRuns runs = new();
    private readonly MemoryModels models = new();
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>As <c>--no-serve-artifacts</c> does.</summary>
    public bool RefusesArtifacts { get; init; }

    /// <summary>Where runs' artifacts are said to be.</summary>
    public string ArtifactRoot { get; init; } = "mlflow-artifacts:";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The real one reads no body that does not tell its length: it takes it for empty.
        var body = request.Content?.Headers.ContentLength is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (gate)
            return Answer(request, body);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath)["/api/2.0/".Length..];
        var query = request
            .RequestUri.Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(pair => pair.Split('=')[0], pair => Uri.UnescapeDataString(pair.Split('=')[1]));
        try
        {
            if (path.StartsWith("mlflow-artifacts/artifacts", StringComparison.Ordinal))
                return Files(request.Method, path["mlflow-artifacts/artifacts".Length..].TrimStart('/'), query, body);
            var asked = request.Method == HttpMethod.Post ? JsonNode.Parse(body)!.AsObject() : [];
            return Json(
                path switch
                {
                    "mlflow/experiments/get-by-name" => runs.FindExperiment(query["experiment_name"]),
                    "mlflow/experiments/create" => runs.CreateExperiment(asked),
                    "mlflow/runs/create" => runs.Create(asked, ArtifactRoot),
                    "mlflow/runs/search" => runs.Search(asked),
                    "mlflow/runs/log-batch" => runs.Log(asked, body.Length),
                    "mlflow/runs/update" => runs.Update(asked),
                    "mlflow/runs/delete" => runs.Delete(asked),
                    "mlflow/registered-models/get" => models.Find(query["name"]),
                    "mlflow/registered-models/create" => models.Create(asked),
                    "mlflow/registered-models/alias" => models.SetAlias(asked),
                    "mlflow/registered-models/set-tag" => models.SetTag(asked),
                    "mlflow/model-versions/search" => models.Versions(query["filter"]),
                    "mlflow/model-versions/create" => models.CreateVersion(asked),
                    _ => throw new InvalidOperationException($"{request.Method} {path} is not part of this server"),
                }
            );
        }
        catch (Refused refused)
        {
            return Json(
                new JsonObject { ["error_code"] = refused.Code, ["message"] = refused.Message },
                refused.Code == "RESOURCE_DOES_NOT_EXIST" ? 404 : 400
            );
        }
    }

    private HttpResponseMessage Files(HttpMethod method, string path, Dictionary<string, string> query, byte[] body)
    {
        if (RefusesArtifacts)
            return new(HttpStatusCode.ServiceUnavailable)
            {
                Content = new StringContent("Endpoint: … disabled due to the mlflow server running with `--no-serve-artifacts`."),
            };
        if (method == HttpMethod.Put)
        {
            files[path] = body;
            return new(HttpStatusCode.OK);
        }

        if (path.Length > 0)
            return new(HttpStatusCode.OK) { Content = new ByteArrayContent(files[path]) };
        var prefix = query["path"] + "/";
        var below = files
            .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(file => (Name: file.Key[prefix.Length..], file.Value.Length))
            .ToList();
        var direct = below
            .Where(file => !file.Name.Contains('/'))
            .Select(file => new JsonObject
            {
                ["path"] = file.Name,
                ["is_dir"] = false,
                ["file_size"] = file.Length,
            });
        var folders = below
            .Where(file => file.Name.Contains('/'))
            .Select(file => file.Name.Split('/')[0])
            .Distinct()
            .Select(name => new JsonObject { ["path"] = name, ["is_dir"] = true });
        return Json(new JsonObject { ["files"] = new JsonArray([.. direct, .. folders]) });
    }

    private static HttpResponseMessage Json(JsonNode body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}

/// <summary>The server says no.</summary>
internal sealed class Refused(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
