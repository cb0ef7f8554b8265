using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Streaming.Embedded.Registry;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>An answer of a registry.</summary>
internal sealed record RegistryReply(HttpStatusCode Status, JsonNode Body, string? ContentType)
{
    public int? ErrorCode => Body is JsonObject members ? (int?)members["error_code"] : null;
}

/// <summary>Talks to a registry in the words of its interface, without any client of ours in between.</summary>
internal sealed class RegistryConversation(string url) : IDisposable
{
    private readonly HttpClient http = new();

    public void Dispose() => http.Dispose();

    public Task<RegistryReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<RegistryReply> RegisterAsync(string subject, string schema) =>
        SendAsync(HttpMethod.Post, $"/subjects/{subject}/versions", new JsonObject { ["schema"] = schema });

    public Task<RegistryReply> LookUpAsync(string subject, string schema) =>
        SendAsync(HttpMethod.Post, $"/subjects/{subject}", new JsonObject { ["schema"] = schema });

    public Task<RegistryReply> CheckAsync(string subject, string schema, string version = "latest") =>
        SendAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/{version}", new JsonObject { ["schema"] = schema });

    public Task<RegistryReply> SetLevelAsync(string subject, string level) =>
        SendAsync(HttpMethod.Put, $"/config/{subject}", new JsonObject { ["compatibility"] = level });

    public async Task<RegistryReply> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, url + path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, SchemaRegistryEndpoints.ContentType);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new RegistryReply(answer.StatusCode, JsonNode.Parse(text)!, answer.Content.Headers.ContentType?.MediaType);
    }
}
