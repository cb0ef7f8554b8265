using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Streaming.Testing;

namespace Streaming.Host.Tests.Cluster;

/// <summary>
/// Gives tokens for client credentials, as an identity provider does: unsecured JSON web tokens, which a broker without a provider
/// believes.
/// <c>/token</c> is right; <c>/expired</c>, <c>/words</c> (no JSON), <c>/empty</c> (no token) and <c>/nowhere</c> are not.
/// </summary>
internal sealed class TokenEndpoint : IDisposable
{
    public const string Client = "scorer";
    public const string ClientKey = "token-secret";

    private readonly HttpListener listener = new();
    private readonly Task answering;

    public TokenEndpoint()
    {
        Url = $"http://127.0.0.1:{SecuredKafka.FreePorts(1)[0]}";
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        answering = AnswerAsync();
    }

    public string Url { get; }

    public void Dispose()
    {
        listener.Close();
        answering.Wait();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                var (status, body) = await AnswerAsync(context.Request);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                if (!listener.IsListening)
                    return;
            }
        }
    }

    private static async Task<(int Status, string Body)> AnswerAsync(HttpListenerRequest request)
    {
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{ClientKey}"));
        if (!AuthenticationHeaderValue.TryParse(request.Headers["Authorization"], out var shown) || shown.Parameter != expected)
            return (401, """{"error":"invalid_client","error_description":"client or secret is wrong"}""");
        using var reader = new StreamReader(request.InputStream);
        var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
        return request.Url!.AbsolutePath switch
        {
            "/token" when form["grant_type"] == "client_credentials" => (200, Answer(form["scope"], TimeSpan.FromHours(1))),
            "/expired" => (200, Answer(form["scope"], TimeSpan.FromHours(-1))),
            "/words" => (200, "good morning"),
            "/empty" => (200, "{}"),
            _ => (404, """{"error":"not_found"}"""),
        };
    }

    private static string Answer(string? scope, TimeSpan life) =>
        new JsonObject
        {
            ["access_token"] = Token(scope, life),
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)life.TotalSeconds,
        }.ToJsonString();

    private static string Token(string? scope, TimeSpan life)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["sub"] = Client,
            ["iat"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.Add(life).ToUnixTimeSeconds(),
        };
        if (scope is not null)
            claims["scope"] = scope;
        return $"{Encode("""{"alg":"none"}""")}.{Encode(claims.ToJsonString())}.";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
