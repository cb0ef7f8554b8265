using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Web;

namespace Streaming.Console.DeadLetters;

/// <summary>
/// Keeps what the dead-letter topic held when it was read last, and reads it again beside the pages: a broker that does not answer holds no
/// page up. Thread-safe.
/// </summary>
public sealed class DeadLetterWatch(TimeProvider clock, ILogger<DeadLetterWatch> log, IDeadLetters? letters = null)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PageWait = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task reading = Task.CompletedTask;
    private volatile DeadLetterSummary? latest;
    private volatile string? trouble;

    /// <summary>False where the process does not read the topics.</summary>
    public bool CanRead => letters is not null;

    /// <summary>The latest summary that is there within a second, and what is wrong with reading, in words; both null while the topic is
    /// read for the first time.</summary>
    public async Task<(DeadLetterSummary? Summary, string? Trouble)> LookAsync(CancellationToken cancellation)
    {
        if (letters is null)
            return (null, "this process does not read the topics");
        Task current;
        lock (gate)
        {
            if (reading.IsCompleted && (latest is not { } known || clock.GetUtcNow() - known.ReadAt > Fresh))
                reading = Task.Run(() => ReadAsync(letters), CancellationToken.None);
            current = reading;
        }

        await Task.WhenAny(current, Task.Delay(PageWait, clock, cancellation));
        return (latest, trouble);
    }

    /// <summary>What is known is known no more: the next page reads again.</summary>
    public void Forget()
    {
        if (latest is { } known)
            latest = known with { ReadAt = DateTimeOffset.MinValue };
    }

    private async Task ReadAsync(IDeadLetters source)
    {
        try
        {
            latest = new DeadLetterSummary(clock.GetUtcNow(), await source.ReadAsync(CancellationToken.None));
            trouble = null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (fault is not (KafkaException or RegistryUnavailableException))
                log.LogWarning(fault, "The dead letters cannot be read");
            trouble = KafkaReason.Of(fault) ?? FailureReason.Of(fault) ?? "the log of this process has the reason";
        }
    }
}
