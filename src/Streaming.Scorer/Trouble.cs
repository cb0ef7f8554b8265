using Confluent.Kafka;
using Streaming.Contracts.Registry;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>Trouble of the cluster that has lasted: clients may hold on to what was true before it.</summary>
internal sealed class ClientsStuckException(string why, Exception? inner) : Exception(why, inner);

/// <summary>Trouble that is not the records' fault and may pass: the broker, the registry, a topic that is missing yet.</summary>
internal static class Trouble
{
    /// <summary>The cause that no Kafka client can be blamed for.</summary>
    public const string Registry = "registry";

    /// <summary>Label of the retry counter for trouble that reading the batch again can cure; null for anything else.</summary>
    public static string? CauseOf(Exception trouble) => trouble switch
    {
        BatchGivenUpException givenUp => givenUp.Cause,
        RegistryUnavailableException => Registry,
        KafkaException { Error.IsFatal: false } => "broker",
        _ => null,
    };

    /// <summary>The same for what needs new clients: also a client that the cluster has shut out for good.</summary>
    public static string? RestartCauseOf(Exception trouble) => trouble switch
    {
        KafkaException { Error.IsFatal: true } => "fenced",
        TopicLayoutException => "topics",
        ClientsStuckException => "stuck",
        _ => CauseOf(trouble),
    };

    /// <summary>What an operator reads.</summary>
    public static string Describe(Exception trouble) => trouble is KafkaException { Error.Code: ErrorCode.UnknownTopicOrPart }
        ? trouble.Message + " (`streaming topics create` makes the topics)"
        : trouble.Message;
}
