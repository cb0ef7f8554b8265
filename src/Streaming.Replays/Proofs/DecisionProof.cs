using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Models;

namespace Streaming.Replays.Proofs;

/// <summary>A published decision and where it stands.</summary>
public sealed record StoredDecision(SatisfactionScored Score, TopicPartitionOffset Position);

/// <summary>What recomputing a decision has shown.</summary>
public enum ProofEnd
{
    /// <summary>Every value is the same, bit for bit.</summary>
    Equal,

    /// <summary>A value differs.</summary>
    Different,

    /// <summary>What the decision was made of is gone or cannot be used here: nothing was shown.</summary>
    Unprovable,
}

/// <summary>The first value that is not what it must be.</summary>
/// <param name="Name">Of the value, as the schema of <c>satisfaction-scored</c> has it; a feature as <c>feature_vector[name]</c>.</param>
/// <param name="Stored">As published.</param>
/// <param name="Recomputed">As it must be.</param>
/// <param name="StoredBits">Of a floating-point value, in hexadecimal; null for other values.</param>
/// <param name="RecomputedBits">The same of what it must be.</param>
public sealed record Difference(string Name, string Stored, string Recomputed, string? StoredBits = null, string? RecomputedBits = null);

/// <summary>A decision after its proof.</summary>
/// <param name="Decision">What was proved.</param>
/// <param name="End">How the proof ended.</param>
/// <param name="First">The first difference, when there is one.</param>
/// <param name="Why">Why nothing could be shown, for people.</param>
public sealed record DecisionProof(StoredDecision Decision, ProofEnd End, Difference? First = null, string? Why = null);
