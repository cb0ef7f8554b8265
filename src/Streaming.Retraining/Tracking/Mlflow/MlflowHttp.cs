using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;
using Streaming.Audit;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>Sends requests to an MLflow server: time limits, repetition with growing pauses, errors told apart. Thread-safe.</summary>
internal sealed class MlflowHttp : IDisposable
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString, // some servers write 64-bit numbers as text, as protobuf does
    };

    private const long MostAnswerBytes = 16 << 20; // lists of runs and experiments are far below

    private readonly ResiliencePipeline<MlflowReply> repeating;
    private readonly ResiliencePipeline<MlflowReply> cautious;
    private readonly TrackingSettings settings;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly HttpMessageHandler? own;

    /// <param name="handler">Carries the requests instead of the network; not disposed. For tests.</param>
    public MlflowHttp(TrackingSettings settings, HttpMessageHandler? handler, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        // A redirected POST would arrive as a GET, and credentials would follow to a host that nobody named.
        own = handler is null ? new SocketsHttpHandler { AllowAutoRedirect = false } : null;
        http = new HttpClient(handler ?? own!, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own limit
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        http.DefaultRequestHeaders.Authorization = settings.Credentials?.Header;
        repeating = MlflowRetries.OfRepeatable(settings, time);
        cautious = MlflowRetries.OfOthers(settings, time);
    }

    public void Dispose()
    {
        http.Dispose();
        own?.Dispose();
    }

    /// <summary>Asks, and reads the answer as JSON.</summary>
    /// <param name="path">Below the base address.</param>
    /// <param name="repeatable">The request leaves the same when the server has carried it out already.</param>
    /// <exception cref="TrackingException">No usable answer, or a refusal.</exception>
    public async Task<T> AskAsync<T>(HttpMethod method, string path, object? body, bool repeatable, CancellationToken cancellation)
    {
        var text = await SendAsync(
                method,
                path,
                _ => Task.FromResult<HttpContent?>(body is null ? null : Content(body)),
                repeatable,
                settings.RequestLimit,
                cancellation
            )
            .ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("null");
        }
        catch (JsonException broken)
        {
            throw new TrackingRefusedException(
                $"{Shown(path)} answered with something that MLflow does not say: {Refusals.Start(text)}; is the tracking address right?",
                "",
                broken
            );
        }
    }

    /// <summary>Puts bytes; the stream is opened again for every attempt.</summary>
    /// <param name="open">Gives a stream that can tell its length: MLflow takes a body without <c>Content-Length</c> for an empty one, and
    /// says that all is well.</param>
    /// <inheritdoc cref="AskAsync" path="/exception"/>
    public async Task PutAsync(string path, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellation) =>
        await SendAsync(
                HttpMethod.Put,
                path,
                async token => new StreamContent(await open(token).ConfigureAwait(false)),
                true,
                settings.UploadLimit,
                cancellation
            )
            .ConfigureAwait(false);

    private static ByteArrayContent Content(object body) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    private async Task<string> SendAsync(
        HttpMethod method,
        string path,
        Func<CancellationToken, Task<HttpContent?>> content,
        bool repeatable,
        TimeSpan limit,
        CancellationToken cancellation
    )
    {
        var (attempts, trouble) = (0, "");
        Exception? cause = null;
        try
        {
            var answer = await (repeatable ? repeating : cautious)
                .ExecuteAsync(
                    async token =>
                    {
                        attempts++;
                        using var body = await content(token).ConfigureAwait(false);
                        var reply = await AttemptAsync(method, path, body, limit, token).ConfigureAwait(false);
                        if (!IsGood(reply))
                            Refusals.ThrowUnlessItMayPass(reply, Shown(path));
                        return reply;
                    },
                    cancellation
                )
                .ConfigureAwait(false);
            if (IsGood(answer))
                return answer.Text;
            trouble = $"HTTP {answer.Status} {Refusals.Start(answer.Text)}";
        }
        catch (HttpRequestException failure)
        {
            (trouble, cause) = (failure.Message, failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            (trouble, cause) = ($"no answer within {limit.TotalSeconds:0.###} s", late);
        }

        throw new TrackingUnavailableException(
            $"{method} {Shown(path)} failed in {attempts} attempt{(attempts == 1 ? "" : "s")}; the last error: {trouble}",
            cause
        );
    }

    private static bool IsGood(MlflowReply reply) => reply.Status is >= 200 and < 300;

    private async Task<MlflowReply> AttemptAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        TimeSpan limit,
        CancellationToken cancellation
    )
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, over.Token);
        using var request = new HttpRequestMessage(method, Address(path)) { Content = body };
        using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false);
        return new MlflowReply((int)response.StatusCode, text, response.Headers.Location, response.Headers.RetryAfter?.Delta);
    }

    private Uri Address(string path) => new($"{settings.Server.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The address without its query, which may be long.</summary>
    private string Shown(string path) => Address(path).GetLeftPart(UriPartial.Path);
}
