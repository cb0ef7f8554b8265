using System.Net;
using System.Text;
using Polly;
using Polly.Retry;

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
    private readonly ResiliencePipeline<Attempt> retries = Retries(config, time);
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
        var attempts = 0;
        var last = new Attempt(new Uri(urls[0], path), null, $"no answer within {config.TotalTimeoutMs} ms in all");
        try
        {
            await retries
                .ExecuteAsync(
                    async token =>
                    {
                        attempts++;
                        return last = await TryAsync(token).ConfigureAwait(false);
                    },
                    whole.Token
                )
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The time for all attempts ended in a pause: the last attempt says why.
        }

        return last.Answer
            ?? throw new RegistryUnavailableException(
                $"The schema registry did not answer {method} {last.Url} in {attempts} attempt{(attempts == 1 ? "" : "s")}; the last "
                    + $"error: {last.Trouble}",
                last.Cause
            );

        async Task<Attempt> TryAsync(CancellationToken token)
        {
            var turn = Volatile.Read(ref preferred);
            var url = new Uri(urls[turn % urls.Length], path);
            string trouble;
            Exception? cause = null;
            try
            {
                var (status, text) = await AttemptAsync(request, url, body, token).ConfigureAwait(false);
                if (!MayPass(status))
                {
                    RegistryAnswers.Check(method, path, url, status, text);
                    return new(
                        url,
                        new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(text), RequestMessage = request }
                    );
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
            return new(url, null, trouble, cause);
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

    /// <summary>Whatever has no answer is tried again, after pauses that double.</summary>
    private static ResiliencePipeline<Attempt> Retries(SchemaRegistryConfig config, TimeProvider time) =>
        config.MaxRetries == 0
            ? ResiliencePipeline<Attempt>.Empty
            : new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
                .AddRetry(
                    new RetryStrategyOptions<Attempt>
                    {
                        MaxRetryAttempts = config.MaxRetries,
                        ShouldHandle = args => ValueTask.FromResult(args.Outcome is { Exception: null, Result.Answer: null }),
                        DelayGenerator = args =>
                            ValueTask.FromResult<TimeSpan?>(
                                TimeSpan.FromMilliseconds(
                                    Math.Min(config.RetriesMaxWaitMs, config.RetriesWaitMs * Math.Pow(2, args.AttemptNumber))
                                )
                            ),
                    }
                )
                .Build();

    /// <summary>What one attempt came to: an answer, or why there is none.</summary>
    private readonly record struct Attempt(Uri Url, HttpResponseMessage? Answer, string Trouble = "", Exception? Cause = null);
}
