using System.Net;
using System.Text;

namespace Streaming.Kafka.Tests.Registry;

/// <summary>Answers requests by a function, without a network, and remembers them. Thread-safe as far as the function is.</summary>
internal sealed class StubServer(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock gate = new();

    public List<string> Requests { get; } = [];

    public List<string?> Authorizations { get; } = [];

    public static StubServer Of(Func<int, HttpResponseMessage> byAttempt)
    {
        var attempt = 0;
        return new StubServer(_ => Task.FromResult(byAttempt(Interlocked.Increment(ref attempt))));
    }

    public static HttpResponseMessage Json(string body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/vnd.schemaregistry.v1+json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsoluteUri}");
            Authorizations.Add(request.Headers.Authorization?.ToString());
        }

        return answer(request).WaitAsync(cancellationToken);
    }
}
