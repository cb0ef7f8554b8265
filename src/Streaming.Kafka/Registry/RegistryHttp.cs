using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streaming.Contracts;

namespace Streaming.Kafka.Registry;

/// <summary>One answer that the registry meant: a success, or a refusal with its error code.</summary>
/// <param name="Status">HTTP status under 500.</param>
/// <param name="ErrorCode">The registry's own code, such as 40403; null for a success.</param>
/// <param name="Body">The JSON document.</param>
internal sealed record RegistryAnswer(int Status, int? ErrorCode, JsonElement Body)
{
    public string Message => Body.TryGetProperty("message", out var text) ? RegistryHttp.Start(text.ToString()) : "no message";
}

/// <summary>
/// Sends requests: addresses in turn, time limits for each attempt and for all, retries with growing pauses, bodies up to a length. Follows
/// no redirect: the credentials would follow to a host that nobody named. Thread-safe.
/// </summary>
internal sealed class RegistryHttp(SchemaRegistryConfig config, HttpMessageHandler? handler, TimeProvider time) : IDisposable
{
    /// <summary>Of an answer. Schemas are a few kilobytes; one of a megabyte still fits.</summary>
    internal const int MostBodyBytes = 4 << 20;

    private static readonly MediaTypeHeaderValue Json = new("application/vnd.schemaregistry.v1+json");

    private readonly Uri[] urls = config.ParseUrls();
    private readonly HttpClient http = RegistryConnection.Client(config, handler, Json.MediaType!);
    private int preferred;

    public void Dispose() => http.Dispose();

    /// <exception cref="RegistryUnavailableException">No usable answer after all retries.</exception>
    public async Task<RegistryAnswer> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(config.TotalTimeoutMs), time);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, over.Token);
        for (var attempt = 0; ; attempt++)
        {
            var turn = Volatile.Read(ref preferred);
            var url = new Uri(urls[turn % urls.Length], path);
            string trouble;
            Exception? cause = null;
            try
            {
                var (status, text) = await AttemptAsync(method, url, body, whole.Token).ConfigureAwait(false);
                if (!MayPass(status))
                    return Understand(url, status, text);
                trouble = $"HTTP {status} {Start(Encoding.UTF8.GetString(text))}";
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                trouble = RegistryConnection.Describe(url, e);
                cause = e;
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                trouble = over.IsCancellationRequested
                    ? $"no answer within {config.TotalTimeoutMs} ms in all"
                    : $"no answer within {config.RequestTimeoutMs} ms";
                cause = e;
            }

            Interlocked.CompareExchange(ref preferred, (turn + 1) % urls.Length, turn);
            if (attempt >= config.MaxRetries || !await PauseAsync(attempt, over, cancellation).ConfigureAwait(false))
            {
                throw new RegistryUnavailableException(
                    $"The schema registry did not answer {method} {url} in {attempt + 1} attempt{(attempt == 0 ? "" : "s")}; the last "
                        + $"error: {trouble}",
                    cause
                );
            }
        }
    }

    /// <returns>False when the time for all attempts is over.</returns>
    private async Task<bool> PauseAsync(int attempt, CancellationTokenSource over, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, over.Token);
        try
        {
            await Task.Delay(
                    TimeSpan.FromMilliseconds(Math.Min(config.RetriesMaxWaitMs, config.RetriesWaitMs * Math.Pow(2, attempt))),
                    time,
                    either.Token
                )
                .ConfigureAwait(false);
            return !over.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<(int Status, byte[] Text)> AttemptAsync(HttpMethod method, Uri url, string? body, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(config.RequestTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, Json);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        if (response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
        {
            throw new RegistryUnavailableException(
                $"{url} answered HTTP {(int)response.StatusCode}, a redirect{Target(url, response.Headers.Location)}, which is not "
                    + $"followed; set the address of the registry itself in {RegistryConnection.UrlSetting}."
            );
        }

        return ((int)response.StatusCode, await ReadAsync(url, response, either.Token).ConfigureAwait(false));
    }

    private static string Target(Uri url, Uri? location) =>
        location is null
            ? ""
            : $" to {new Uri(url, location).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";

    private static async Task<byte[]> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            if (kept.Length + read > MostBodyBytes)
                throw new RegistryUnavailableException($"{url} answered with more than {MostBodyBytes} bytes; is it the schema registry?");
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private static bool MayPass(int status) =>
        status is >= 500 or (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout;

    /// <summary>
    /// An answer counts only in the registry's own form. A bare 404 of a wrong base path or a proxy's page must not pass
    /// for "this id does not exist", or one wrong setting would send every record to the dead letters.
    /// </summary>
    private static RegistryAnswer Understand(Uri url, int status, byte[] text)
    {
        if (status is 401 or 403)
            throw new RegistryUnavailableException(
                $"The schema registry refused access to {url} (HTTP {status}); see {RegistryConnection.CredentialSettings}."
            );
        try
        {
            using var document = JsonDocument.Parse(text);
            var body = document.RootElement.Clone();
            ReadTexts(body);
            if (status is >= 200 and < 300)
                return new RegistryAnswer(status, null, body);
            if (
                body.ValueKind == JsonValueKind.Object
                && body.TryGetProperty("error_code", out var code)
                && code.ValueKind == JsonValueKind.Number
                && code.TryGetInt32(out var number)
            )
                return new RegistryAnswer(status, number, body);
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // Reported below, together with JSON of another form.
        }

        throw new RegistryUnavailableException(
            $"{url} answered HTTP {status} with something that is not a schema registry's answer: "
                + $"{Start(Encoding.UTF8.GetString(text))}; is the path of {RegistryConnection.UrlSetting} right?"
        );
    }

    /// <summary>The parser lets texts pass that are no UTF-8, or half of a character.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void ReadTexts(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.String)
            _ = body.GetString();
        else if (body.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in body.EnumerateArray())
                ReadTexts(element);
        }
        else if (body.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in body.EnumerateObject())
            {
                _ = member.Name;
                ReadTexts(member.Value);
            }
        }
    }

    internal static string Start(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
