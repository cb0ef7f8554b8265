using System.Net;
using Streaming.Models.Policy;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

/// <summary>What happens to a request on its way.</summary>
internal enum Fault
{
    None,

    /// <summary>It never arrives.</summary>
    Unsent,

    /// <summary>The server carries it out and its answer is lost.</summary>
    AnswerLost,
}

/// <summary>The line to a server, with faults by the number of the request (1, 2, …). Counts what it is asked to carry.</summary>
internal sealed class FaultyLine(HttpMessageHandler server, Func<int, Fault> fault) : DelegatingHandler(server)
{
    private int requests;

    public int Requests => requests;

    /// <summary>No fault from here on.</summary>
    public bool Mended { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var what = fault(Interlocked.Increment(ref requests));
        if (Mended)
            what = Fault.None;
        if (what == Fault.Unsent)
            throw new HttpRequestException("the line is down");
        var answer = await base.SendAsync(request, cancellationToken);
        if (what == Fault.None)
            return answer;
        answer.Dispose();
        throw new HttpRequestException("the answer was lost");
    }
}

/// <summary>Gives the same answer to everything and remembers what it was asked.</summary>
internal sealed class SameAnswer(int status, string body, Action<HttpResponseMessage>? further = null) : HttpMessageHandler
{
    public List<HttpRequestMessage> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        further?.Invoke(answer);
        return Task.FromResult(answer);
    }
}
