using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Streaming.Kafka.Clients;

/// <summary>
/// Logs what a Kafka client complains about; each kind of complaint at most every ten seconds, because a client that looks for a broker
/// complains many times a second, and of two things in turn: the connection, and that no broker is left.
/// </summary>
/// <param name="client">Which client, in words.</param>
public sealed class ClientErrors(string client, ILogger log)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<ErrorCode, long> loggedAt = [];

    /// <summary>The error handler; called on the client's thread.</summary>
    public void Note(Error error)
    {
        lock (gate)
        {
            if (loggedAt.TryGetValue(error.Code, out var at) && Stopwatch.GetElapsedTime(at) < Silence)
                return;
            loggedAt[error.Code] = Stopwatch.GetTimestamp();
        }

        log.LogWarning("{Client}: {Error}", client, error.Reason);
    }
}
