using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Faults;

/// <summary>A record that the cluster, or the client before it, does not take for what it is.</summary>
/// <param name="Topic">Where it was to go.</param>
/// <param name="Partition">Null where that is not known.</param>
/// <param name="Reason">In the cluster's words.</param>
/// <param name="Record">The very record, where it is known.</param>
public sealed record OutputRefusal(string Topic, int? Partition, string Reason, OutgoingRecord? Record = null)
{
    /// <summary>
    /// Whether the fault is the record's and not the cluster's: too large, a timestamp or a form that the topic does not allow.
    /// </summary>
    public static bool IsOfRecord(Error error) =>
        error.Code
            is ErrorCode.MsgSizeTooLarge
                or ErrorCode.RecordListTooLarge
                or ErrorCode.InvalidMsgSize
                or ErrorCode.InvalidTimestamp
                or ErrorCode.InvalidRecord
                or ErrorCode.UnsupportedForMessageFormat
                or ErrorCode.PolicyViolation;

    /// <summary>Whether this may be the refused one.</summary>
    public bool MayBe(OutgoingRecord record) =>
        Record is { } known
            ? ReferenceEquals(known.Message, record.Message)
            : record.Topic == Topic && (Partition is null || record.Partition is null || record.Partition == Partition);

    /// <summary>What was refused and what can be done about it.</summary>
    public string Describe(OutgoingRecord? record) =>
        record is not { } refused
            ? $"topic {Topic}: {Reason}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"topic {Topic}: {Reason}; key, value and headers of the record have {RecordSize.Of(refused.Message):N0} bytes"
            );
}
