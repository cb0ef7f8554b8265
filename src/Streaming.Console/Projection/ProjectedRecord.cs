using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection;

/// <summary>A record of a topic, decoded: what the read models are made of.</summary>
/// <param name="Offset">Its place in the partition; a place is projected once.</param>
/// <param name="Fact">A <c>SatisfactionScored</c>, <c>SatisfactionAlert</c>, <c>ScoringWindow</c>, <see cref="DeadLetters.DeadLetterFact"/>
/// or <see cref="SkippedFact"/>.</param>
internal sealed record ProjectedRecord(string Topic, int Partition, long Offset, object Fact);

/// <summary>A record that cannot be projected; noted instead.</summary>
internal sealed record SkippedFact(string Reason);

/// <summary>What is written in one transaction.</summary>
/// <param name="Records">In the order of their partitions.</param>
/// <param name="Next">The offset to read next of every partition that moved; beyond the last record where a transaction's own marks follow
/// it.</param>
internal sealed record ProjectionBatch(
    IReadOnlyList<ProjectedRecord> Records,
    IReadOnlyDictionary<(string Topic, int Partition), long> Next
);
