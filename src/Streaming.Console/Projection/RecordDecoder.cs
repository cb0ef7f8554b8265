using System.Text;
using Confluent.Kafka;
using Streaming.Console.Projection.DeadLetters;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Console.Projection;

/// <summary>Records as the read models take them. Safe to use from any thread.</summary>
internal sealed class RecordDecoder(ISchemaRegistry registry)
{
    private const string ReasonHeader = "x-reason-code";

    private readonly AvroDeserializer<SatisfactionScored> scored = new(registry);
    private readonly AvroDeserializer<SatisfactionAlert> alerts = new(registry);
    private readonly AvroDeserializer<ScoringWindow> windows = new(registry);

    /// <summary>The topics that the read models follow from.</summary>
    public static readonly IReadOnlyList<Topic> Topics =
    [
        Contracts.Topics.SatisfactionScored,
        Contracts.Topics.AlertsRed,
        Contracts.Topics.AlertsYellow,
        Contracts.Topics.ScoringWindows,
        Contracts.Topics.OrderDeliveredDeadLetters,
    ];

    /// <exception cref="RegistryUnavailableException">The registry could not be asked; the record is not at fault.</exception>
    public ProjectedRecord Decode(ConsumeResult<byte[], byte[]> record) =>
        new(record.Topic, record.Partition.Value, record.Offset.Value, FactOf(record));

    private object FactOf(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            if (record.Topic == Contracts.Topics.SatisfactionScored.Name)
                return Sensible(Read(scored, record), RecordSense.Fault);
            if (record.Topic == Contracts.Topics.ScoringWindows.Name)
                return Sensible(Read(windows, record), window => RecordSense.Fault(window, record.Message.Timestamp));
            if (record.Topic == Contracts.Topics.OrderDeliveredDeadLetters.Name)
                return LetterOf(record);
            return Sensible(Read(alerts, record), RecordSense.Fault);
        }
        catch (ContractException unreadable)
        {
            return new SkippedFact($"{unreadable.ReasonCode}: {unreadable.Message}");
        }
        catch (Exception unexpected)
            when (unexpected is not (RegistryUnavailableException or OperationCanceledException or OutOfMemoryException))
        {
            return new SkippedFact($"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private static object Sensible<T>(T fact, Func<T, string?> faultOf)
        where T : class => faultOf(fact) is { } fault ? new SkippedFact($"{ReasonCodes.ContractViolation}: {fault}") : fact;

    private static object LetterOf(ConsumeResult<byte[], byte[]> record) =>
        RecordTime.InstantOf(record.Message.Timestamp) is { } at
            ? new DeadLetterFact(at, ReasonOf(record.Message.Headers))
            : new SkippedFact($"its timestamp, {record.Message.Timestamp.UnixTimestampMs} ms, is outside of the years 1970 to 9999");

    private static T Read<T>(AvroDeserializer<T> deserializer, ConsumeResult<byte[], byte[]> record)
        where T : class => deserializer.Deserialize(record.Message.Value, record.Message.Value is null, SerializationContext.Empty);

    private static string ReasonOf(Headers headers) =>
        headers.TryGetLastBytes(ReasonHeader, out var code) && code is not null
            ? Encoding.UTF8.GetString(code).Replace('\0', '?')
            : "unknown";
}
