using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Scorer.ModelSwap;

/// <summary>A decision that was refused.</summary>
/// <param name="Decision">As it stands on the topic or in the audit trail.</param>
/// <param name="Code">unknown_decision, malformed, artifact_missing or artifact_unusable: the label of a metric.</param>
/// <param name="Why">In words.</param>
internal sealed record RefusedDecision(ModelPromoted Decision, string Code, string Why);

/// <summary>
/// The decisions about one model that were read from <c>model-promotions</c>, the newest first, and what was refused of them. An older
/// one stays, because the newest may be refused. One thread.
/// </summary>
internal sealed class DecisionCandidates
{
    /// <summary>More than any model has in its life; a flood of false records pushes out the lowest numbers.</summary>
    private const int Most = 10_000;

    private static readonly Comparer<ModelPromoted> NewestFirst = Comparer<ModelPromoted>.Create(
        (a, b) =>
            b.DecisionNumber.CompareTo(a.DecisionNumber) is var byNumber and not 0 ? byNumber
            : string.CompareOrdinal(a.ModelSha256, b.ModelSha256) is var byArtifact and not 0 ? byArtifact
            : string.CompareOrdinal(a.ModelVersion, b.ModelVersion) is var byVersion and not 0 ? byVersion
            : string.CompareOrdinal(a.Kind, b.Kind)
    );

    private readonly SortedSet<ModelPromoted> read = new(NewestFirst);
    private readonly SortedDictionary<ModelPromoted, RefusedDecision> refused = new(NewestFirst);

    /// <summary>All that were read, the newest first.</summary>
    public IReadOnlyCollection<ModelPromoted> Read => read;

    /// <summary>True when the decision is newly read, or read once more: it is looked at again then, also if it was refused.</summary>
    public bool Add(ModelPromoted decision)
    {
        var isNew = read.Add(decision);
        var wasRefused = refused.Remove(decision);
        if (read.Count > Most)
            read.Remove(read.Max!);
        return isNew || wasRefused;
    }

    public bool IsRefused(ModelPromoted decision) => refused.ContainsKey(decision);

    /// <returns>False when it was refused before.</returns>
    public bool Refuse(RefusedDecision decision)
    {
        if (refused.Count >= Most)
            refused.Remove(refused.Keys.Last());
        return refused.TryAdd(decision.Decision, decision);
    }

    /// <summary>The trail knows it by now.</summary>
    public void Accept(ModelPromoted decision)
    {
        if (refused.TryGetValue(decision, out var known) && known.Code == RefusalCodes.Unknown)
            refused.Remove(decision);
    }

    /// <summary>The newest refused one above a number; null when there is none.</summary>
    public RefusedDecision? RefusedAbove(long number) =>
        refused.Values.FirstOrDefault(decision => decision.Decision.DecisionNumber > number);
}

/// <summary>Why decisions are refused, as labels of a metric.</summary>
internal static class RefusalCodes
{
    public const string Unknown = "unknown_decision";
    public const string Malformed = "malformed";
    public const string Missing = "artifact_missing";
    public const string Unusable = "artifact_unusable";
}
