using Confluent.Kafka;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>An entry of a partition; without a message it is a transaction's mark.</summary>
/// <param name="Message">As it was sent.</param>
/// <param name="Transaction">Null outside of one.</param>
/// <param name="At">Number of this append among all of the cluster.</param>
internal sealed record LogEntry(Message<byte[], byte[]>? Message, SimulatedTransaction? Transaction, long At)
{
    public bool IsVisible => Message is not null && Transaction is null or { State: TransactionState.Committed };
}

/// <summary>One partition.</summary>
internal sealed class SimulatedLog
{
    private readonly List<LogEntry> entries = [];

    public IReadOnlyList<LogEntry> Entries => entries;

    public long End => entries.Count;

    /// <summary>The first offset of an open transaction, or the end.</summary>
    public long StableEnd(Func<SimulatedLog, long?> firstOpen) => firstOpen(this) ?? End;

    public long Append(LogEntry entry)
    {
        entries.Add(entry);
        return entries.Count - 1;
    }
}

internal enum TransactionState
{
    Open,
    Committed,
    Aborted,
}

/// <summary>What a transaction has touched.</summary>
internal sealed class SimulatedTransaction(TimeSpan begunAt, TimeSpan timeout)
{
    public TransactionState State { get; set; }

    public TimeSpan Deadline { get; } = begunAt + timeout;

    public Dictionary<SimulatedLog, long> First { get; } = [];

    public List<TopicPartitionOffset> Offsets { get; } = [];

    /// <summary>Number of the append that decided it.</summary>
    public long DecidedAt { get; set; }
}
