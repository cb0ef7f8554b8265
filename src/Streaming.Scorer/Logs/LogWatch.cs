using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;

namespace Streaming.Scorer.Logs;

/// <summary>
/// Notices that a topic was deleted and made anew, also when the new one has grown beyond the offsets that were reached in the old one, so that no offset tells. Asks on a thread of
/// its own, every two seconds; whoever follows the topics asks it before each batch, which costs one read of memory.
/// </summary>
internal sealed class LogWatch(ScorerSettings settings, ScorerState state, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);

    private volatile string? change;
    private LogIds? known;
    private long? retentionAskedAt;

    /// <exception cref="TopicMadeAnewException">A topic was made anew since this was asked last.</exception>
    public void ThrowIfChanged()
    {
        if (change is not { } what) return;
        change = null;
        throw new TopicMadeAnewException(what);
    }

    /// <summary>Watches until <paramref name="stop"/>. Trouble is no finding: whoever follows the topics has it too, and says so.</summary>
    public void Run(CancellationToken stop)
    {
        if (settings.CommitsOffsetsAgain) return; // librdkafka's mock cluster has no topic ids, and lets the question time out
        using var admin = new AdminClientBuilder(settings.Client.ForConsumer()).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        var names = LogIds.Names(settings);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Note(LogIds.Read(admin, names));
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
    }

    /// <summary>What the cluster says now.</summary>
    internal void Note(LogIds now)
    {
        if (known is { } before && now.ChangeSince(before) is { } what) change = what;
        known = now;
    }

    private void Note(LetterRetention kept)
    {
        if (kept.Complaint is not { } complaint) state.Withdraw(nameof(LetterRetention));
        else if (state.Warn(nameof(LetterRetention), complaint)) log.LogWarning("{Complaint}", complaint);
    }
}
