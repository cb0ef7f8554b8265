using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Features.Histories;

/// <summary>Which input topic a record came from.</summary>
public enum InputLog : byte
{
    Deliveries,
    Reviews,
}

/// <summary>Where an event stands in the logs that feed the histories.</summary>
public readonly record struct LogPosition(InputLog Log, int Partition, long Offset);

/// <summary>Integer counts per key and day. A pure function of the two input logs: the order in which their partitions are read cannot change it. Not thread-safe.</summary>
public sealed class HistoryTable
{
    /// <summary>Observes one delivery; ignored when its (log, partition, offset) was already seen.</summary>
    public void Observe(OrderDelivered delivery, LogPosition position) => throw new NotImplementedException($"{delivery}{position}");

    /// <summary>Observes one review; ignored when its (log, partition, offset) was already seen.</summary>
    public void Observe(ReviewSubmitted review, LogPosition position) => throw new NotImplementedException($"{review}{position}");

    /// <summary>
    /// False when the delivery at this position is the same event again or a lower version of an order already seen earlier in the same log.
    /// The delivery must have been observed. An event first known from an artifact's histories is accepted at its first position in the log.
    /// </summary>
    public bool IsAccepted(OrderDelivered delivery, LogPosition position) => throw new NotImplementedException($"{delivery}{position}");

    /// <summary>Definition 13: some review of the order with max(answered, recorded_at) at most five minutes before the delivery's time.</summary>
    public bool IsReviewAlreadyIn(OrderDelivered delivery) => throw new NotImplementedException($"{delivery}");

    /// <summary>Writes a snapshot; equal tables write equal bytes.</summary>
    /// <param name="destination">Receives the bytes; left open.</param>
    /// <param name="withPositions">False for an artifact made from tables: its offsets mean nothing on a topic.</param>
    public void Save(Stream destination, bool withPositions) => throw new NotImplementedException($"{destination}{withPositions}");

    /// <exception cref="InvalidDataException">Not a snapshot, another format version, or cut short.</exception>
    public static HistoryTable Load(Stream source) => throw new NotImplementedException($"{source}");

    /// <summary>Next offset to read per partition; a partition never seen is absent.</summary>
    public IReadOnlyDictionary<(InputLog Log, int Partition), long> NextOffsets => throw new NotImplementedException();

    /// <summary>True once the partition has shown recorded_at at or after <paramref name="moment"/> + 4 minutes (features.md, definition 3).</summary>
    public bool HasPassed(InputLog log, int partition, LocalTime moment) => throw new NotImplementedException($"{log}{partition}{moment}");

    /// <summary>Latest recorded_at observed; null when nothing was.</summary>
    public LocalTime? Through => throw new NotImplementedException();

    public HistoryCounters Counters => throw new NotImplementedException();
}

/// <summary>How many events were counted, and how many were not, since the table was made or loaded.</summary>
public sealed record HistoryCounters(long Deliveries, long Reviews, long Duplicates, long LowerVersions, long Corrections, long Late);
