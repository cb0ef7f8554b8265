using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Logs;

/// <summary>
/// Notices that a topic was deleted and made anew, also when the new one has grown beyond the offsets that were reached in the old one, so
/// that no offset tells: a client then goes on
/// in the new one where it stood in the old one. Asks on a thread of its own, every two seconds, and once more for each batch before it is
/// committed.
/// </summary>
public sealed class LogWatch(ScorerSettings settings, ScorerState state, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private volatile string? change;
    private volatile IAdminClient? client;
    private volatile LogIds? known;
    private long? retentionAskedAt;

    /// <exception cref="TopicMadeAnewException">A topic was made anew since this was asked last.</exception>
    public void ThrowIfChanged()
    {
        if (change is not { } what)
            return;
        change = null;
        throw new TopicMadeAnewException(what);
    }

    /// <summary>
    /// Asks whether the topics are the same after what has been polled until now. Ends by itself while the batch is processed; afterwards
    /// <see cref="ThrowIfChanged"/> tells. Without an
    /// answer nothing is found: the broker is away, and the batch cannot be committed either.
    /// </summary>
    public Task AskAgain() => client is { } admin && known is { } ids ? AskAsync(admin, ids) : Task.CompletedTask;

    /// <summary>Watches until <paramref name="stop"/>. A fault is no finding: whoever follows the topics meets it too and reports
    /// it.</summary>
    public void Run(CancellationToken stop)
    {
        if (settings.CommitsOffsetsAgain)
            return; // librdkafka's mock cluster has no topic ids, and lets the question time out
        using var admin = new AdminClientBuilder(settings.Client.ForConsumer())
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .Build();
        var names = LogIds.Names(settings);
        client = admin;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Note(LogIds.ReadAsync(admin, names).GetAwaiter().GetResult());
                if (retentionAskedAt is not { } at || time.GetElapsedTime(at) > RetentionInterval)
                {
                    Note(LetterRetention.Read(admin, settings));
                    retentionAskedAt = time.GetTimestamp();
                }
            }
            catch (KafkaException unanswered)
            {
                log.LogDebug("Topic ids are not known at present: {Reason}", unanswered.Message);
            }

            stop.WaitHandle.WaitOne(Interval);
        }

        client = null;
    }

    /// <summary>What the cluster says now.</summary>
    internal void Note(LogIds now)
    {
        lock (gate)
        {
            if (known is { } before && now.ChangeSince(before) is { } what)
                change = what;
            known = now;
        }
    }

    private async Task AskAsync(IAdminClient admin, LogIds ids)
    {
        try
        {
            Note(await ids.ReadTopicsAgainAsync(admin).ConfigureAwait(false));
        }
        catch (Exception unanswered) when (unanswered is KafkaException or ObjectDisposedException)
        {
            log.LogDebug("Topic ids are not known at present: {Reason}", unanswered.Message);
        }
    }

    private void Note(LetterRetention kept)
    {
        if (kept.Complaint is not { } complaint)
            state.Withdraw(nameof(LetterRetention));
        else if (state.Warn(nameof(LetterRetention), complaint))
            log.LogWarning("{Complaint}", complaint);
    }
}
