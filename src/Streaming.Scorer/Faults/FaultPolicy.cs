using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;

namespace Streaming.Scorer.Faults;

/// <summary>
/// What an exception means, said once for everything that follows a topic. A <b>record fault</b> belongs to one record: it is processed
/// alone once more, then dead-lettered. A <b>transient fault</b> (broker, registry) is waited out: the batch is read again, nothing is
/// diverted. A <b>client fault</b> needs new clients. What is none of these ends the process.
/// </summary>
public static class FaultPolicy
{
    /// <summary>The cause that no Kafka client can be blamed for.</summary>
    public const string Registry = "registry";

    /// <summary>One record failed: the batch is read again around it.</summary>
    public const string Record = "record";

    /// <summary>The cluster refused what was to be published about one record.</summary>
    public const string Refused = "refused";

    /// <summary>Another process has taken the transactional id over.</summary>
    public const string Fenced = "fenced";

    /// <summary>Label of the retry counter for what reading the batch again can cure; null for anything else.</summary>
    public static string? RetryCause(Exception fault) =>
        fault switch
        {
            CommitFaultException givenUp => givenUp.Cause,
            RecordFaultException => Record,
            RegistryUnavailableException => Registry,
            KafkaException { Error.IsFatal: false } => "broker",
            _ => null,
        };

    /// <summary>The same for what needs new clients: also a client that the cluster has shut out for good.</summary>
    public static string? RestartCause(Exception fault) =>
        fault switch
        {
            KafkaException { Error.IsFatal: true } => Fenced,
            TopicLayoutException => "topics",
            ClientFaultException => "stuck",
            _ => RetryCause(fault),
        };

    /// <summary>Whether a fault lies with records, so that neither waiting nor new clients help.</summary>
    public static bool IsOfRecords(string cause) => cause is Record or Refused;

    /// <summary>
    /// Whether an exception that came while one record was processed is that record's: anything unexpected. Not what the cluster, the
    /// registry or the operator caused, and not what leaves the process without memory.
    /// </summary>
    public static bool IsOfRecord(Exception unexpected) =>
        unexpected is not (OperationCanceledException or OutOfMemoryException or InsufficientExecutionStackException or ContractException)
        && RestartCause(unexpected) is null;

    /// <summary>Whether what only measures or shows may go on after this: everything but an operator's stop and a lack of memory.</summary>
    public static bool MayGoOn(Exception unexpected) => unexpected is not (OperationCanceledException or OutOfMemoryException);

    /// <summary>What anybody may read, of readiness and of answers: our own words where the log has those of the Kafka client.</summary>
    public static string PublicMessage(Exception fault) =>
        fault switch
        {
            ClientFaultException { InnerException: { } inner } => PublicMessage(inner),
            KafkaException { InnerException: KafkaException } => fault.Message, // put into our words where it was met
            KafkaException and not TopicMadeAnewException => KafkaReason.Of(fault)!,
            _ => fault.Message,
        };

    /// <summary>What an operator reads in the log.</summary>
    public static string LogMessage(Exception fault) =>
        fault is KafkaException { Error.Code: ErrorCode.UnknownTopicOrPart }
            ? fault.Message + " (`streaming topics create` makes the topics)"
            : fault.Message;
}
