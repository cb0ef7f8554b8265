using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Streaming.Scorer;

/// <summary>Logs what a Kafka client complains about; the same complaint at most every ten seconds, because a client that looks for a broker complains many times a second.</summary>
/// <param name="client">Which client, in words.</param>
internal sealed class ClientErrors(string client, ILogger log)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private ErrorCode last;
    private long loggedAt;

    /// <summary>The error handler; called on the client's thread.</summary>
    public void Note(Error error)
    {
        lock (gate)
        {
            if (error.Code == last && Environment.TickCount64 - loggedAt < Silence.TotalMilliseconds) return;
            (last, loggedAt) = (error.Code, Environment.TickCount64);
        }

        log.LogWarning("{Client}: {Error}", client, error.Reason);
    }
}
