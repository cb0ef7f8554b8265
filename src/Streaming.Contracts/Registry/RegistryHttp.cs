using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Streaming.Contracts.Registry;

/// <summary>One answer that the registry meant: a success, or a refusal with its error code.</summary>
/// <param name="Status">HTTP status under 500.</param>
/// <param name="ErrorCode">The registry's own code, such as 40403; null for a success.</param>
/// <param name="Body">The JSON document.</param>
internal sealed record RegistryAnswer(int Status, int? ErrorCode, JsonElement Body)
{
    public string Message => Body.TryGetProperty("message", out var text) ? text.ToString() : "no message";
}

/// <summary>Sends requests: addresses in turn, time limits, retries with growing pauses. Thread-safe.</summary>
internal sealed class RegistryHttp(SchemaRegistryConfig config, HttpMessageHandler? handler, TimeProvider time) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/vnd.schemaregistry.v1+json");

    private readonly Uri[] urls = config.ParseUrls();
    private readonly HttpClient http = Client(config, handler);
    private int preferred;

    public void Dispose() => http.Dispose();

    /// <exception cref="RegistryUnavailableException">No usable answer after all retries.</exception>
    public async Task<RegistryAnswer> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var turn = Volatile.Read(ref preferred);
            var url = new Uri(urls[turn % urls.Length], path);
            string trouble;
            Exception? cause = null;
            try
            {
                var (status, text) = await AttemptAsync(method, url, body, cancellation).ConfigureAwait(false);
                if (!MayPass(status)) return Understand(url, status, text);
                trouble = $"HTTP {status} {Start(text)}";
            }
            catch (HttpRequestException e)
            {
                trouble = e.Message;
                cause = e;
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                trouble = $"no answer within {config.RequestTimeoutMs} ms";
                cause = e;
            }

            Interlocked.CompareExchange(ref preferred, (turn + 1) % urls.Length, turn);
            if (attempt >= config.MaxRetries)
                throw new RegistryUnavailableException($"The schema registry did not answer {method} {url} in {attempt + 1} attempts; the last error: {trouble}", cause);
            await Task.Delay(Pause(attempt), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(int Status, string Text)> AttemptAsync(HttpMethod method, Uri url, string? body, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(config.RequestTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var request = new HttpRequestMessage(method, url);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, Json);
        using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false));
    }

    private static bool MayPass(int status) => status is >= 500 or (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout;

    private TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(config.RetriesMaxWaitMs, config.RetriesWaitMs * Math.Pow(2, attempt)));

    /// <summary>
    /// An answer counts only in the registry's own form. A bare 404 of a wrong base path or a proxy's page must not pass
    /// for "this id does not exist", or one wrong setting would send every record to the dead letters.
    /// </summary>
    private static RegistryAnswer Understand(Uri url, int status, string text)
    {
        if (status is 401 or 403)
            throw new RegistryUnavailableException($"The schema registry refused access to {url} (HTTP {status}); see schema.registry.basic.auth.user.info.");
        try
        {
            using var document = JsonDocument.Parse(text);
            var body = document.RootElement.Clone();
            if (status is >= 200 and < 300) return new RegistryAnswer(status, null, body);
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error_code", out var code) && code.TryGetInt32(out var number))
                return new RegistryAnswer(status, number, body);
        }
        catch (JsonException)
        {
            // Reported below, together with JSON of another form.
        }

        throw new RegistryUnavailableException(
            $"{url} answered HTTP {status} with something that is not a schema registry's answer: {Start(text)}; is the path of schema.registry.url right?");
    }

    private static string Start(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private static HttpClient Client(SchemaRegistryConfig config, HttpMessageHandler? handler)
    {
        var client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan; // each attempt has its own limit
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(Json.MediaType!));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
        if (config.BasicAuthUserInfo is { } user)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        return client;
    }
}
