using Confluent.Kafka;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// The first record that the cluster did not take: the client's own exception says only how many failed. Noted on the client's thread, read
/// on the loop's.
/// </summary>
public sealed class DeliveryReports
{
    private DeliveryReport<byte[], byte[]>? first;

    public DeliveryReports() =>
        Note = report =>
        {
            // Purged ones went down with the transaction; they are never the cause.
            if (report.Error.IsError && report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight))
                Interlocked.CompareExchange(ref first, report, null);
        };

    /// <summary>The handler of every delivery report.</summary>
    public Action<DeliveryReport<byte[], byte[]>> Note { get; }

    /// <summary>Before the next transaction.</summary>
    public void Clear() => Volatile.Write(ref first, null);

    /// <summary>The client itself has given a record up: nobody knows whether the cluster has it.</summary>
    public bool AreLocal => Volatile.Read(ref first) is { Error.IsLocalError: true };

    /// <summary>The cluster has refused a record for what it is; null when nothing failed, or for another reason.</summary>
    public OutputRefusal? Refusal =>
        Volatile.Read(ref first) is { } report && OutputRefusal.IsOfRecord(report.Error)
            ? new OutputRefusal(report.Topic, report.Partition.IsSpecial ? null : report.Partition.Value, report.Error.Reason)
            : null;

    /// <summary>Topic and reason; null when nothing failed.</summary>
    public string? Describe() => Volatile.Read(ref first) is { } report ? $"topic {report.Topic}: {report.Error.Reason}" : null;
}
