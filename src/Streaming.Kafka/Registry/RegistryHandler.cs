using System.Net;
using System.Text;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Carries the requests of Confluent's client: addresses in turn, time limits for each attempt and for all, retries with growing pauses,
/// bodies up to a length. Follows
/// no redirect: the credentials would follow to a host that nobody named. Thread-safe.
/// </summary>
internal sealed class RegistryHandler(SchemaRegistryConfig config, HttpMessageHandler? handler, TimeProvider time) : HttpMessageHandler
{
    /// <summary>Of an answer. Schemas are a few kilobytes; one of a megabyte still fits.</summary>
    internal const int MostBodyBytes = 4 << 20;

    private readonly Uri[] urls = config.ParseUrls();
    private readonly HttpClient http = RegistryConnection.Client(config, handler);
    private int preferred;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            http.Dispose();
        base.Dispose(disposing);
    }

    /// <exception cref="RegistryUnavailableException">No usable answer after all retries.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var (method, path) = (request.Method, request.RequestUri!.AbsoluteUri[urls[0].AbsoluteUri.Length..]);
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false) : null;
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
                var (status, text) = await AttemptAsync(request, url, body, whole.Token).ConfigureAwait(false);
                if (!MayPass(status))
                {
                    RegistryAnswers.Check(method, path, url, status, text);
                    return new HttpResponseMessage((HttpStatusCode)status)
                    {
                        Content = new ByteArrayContent(text),
                        RequestMessage = request,
                    };
                }

                trouble = $"HTTP {status} {RegistryAnswers.Start(Encoding.UTF8.GetString(text))}";
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

    private async Task<(int Status, byte[] Text)> AttemptAsync(
        HttpRequestMessage model,
        Uri url,
        byte[]? body,
        CancellationToken cancellation
    )
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(config.RequestTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var request = new HttpRequestMessage(model.Method, url);
        foreach (var (name, values) in model.Headers)
            request.Headers.TryAddWithoutValidation(name, values);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = model.Content!.Headers.ContentType;
        }

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
}
