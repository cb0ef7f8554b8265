using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Faults;

namespace Streaming.Replays.DeadLetters;

/// <summary>Reads the dead-letter topic for people.</summary>
/// <param name="settings">Of the scorers: topics, group, clients.</param>
/// <param name="registry">Schemas of events and releases.</param>
/// <param name="time">The clock of waits.</param>
/// <param name="log">What an operator reads.</param>
public sealed class DeadLetterListing(ScorerSettings settings, ISchemaRegistry registry, TimeProvider time, ILogger log)
{
    /// <summary>Everything that the dead-letter topic and its releases hold now, without the bytes.</summary>
    /// <exception cref="TopicLayoutException">The topics do not fit together.</exception>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    /// <exception cref="RegistryUnavailableException">May pass.</exception>
    public DeadLetterIndex Read(CancellationToken stop)
    {
        var book = new DeadLetterIndex(settings.NameOf(Topics.OrderDelivered));
        using var follower = new DeadLetterFollower(settings, registry, book, time, log);
        follower.ReadToEnd(stop);
        return book;
    }

    /// <summary>Fetches dead letters with their bytes; the caller disposes it.</summary>
    public LetterReader OpenReader() => new(settings);

    /// <summary>Shows dead letters as text.</summary>
    public LetterView View() => new(registry);
}
