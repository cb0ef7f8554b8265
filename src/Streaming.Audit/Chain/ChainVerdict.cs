namespace Streaming.Audit.Chain;

/// <summary>Something that is not as the store has written it.</summary>
/// <param name="Kind">
/// <c>event_changed</c>, <c>event_missing</c>, <c>event_without_link</c>, <c>event_hidden</c>, <c>version_gap</c>, <c>link_changed</c>, <c>link_missing</c>,
/// <c>tail_cut</c>, <c>head_missing</c>, <c>stream_missing</c>, <c>stream_table</c>, <c>anchor_broken</c> or <c>foreign_anchors</c>.
/// </param>
/// <param name="Position">Where in the chain; null for what has no place in it.</param>
/// <param name="What">In words: which event or stream, and how it differs.</param>
public sealed record ChainFinding(string Kind, long? Position, string What);

/// <summary>What a check of the whole chain has found.</summary>
/// <param name="Store">Which store it is; empty when its head is gone.</param>
/// <param name="Events">How many events are there.</param>
/// <param name="Position">Where the chain ends.</param>
/// <param name="Hash">Its hash there, 64 lower-case hexadecimal digits.</param>
/// <param name="Anchors">How many anchors of this store were compared.</param>
/// <param name="AnchoredPosition">The last event that an anchor stands for; 0 without anchors. A cut behind it cannot be seen.</param>
/// <param name="Findings">By position, those without one last; empty when the chain is whole.</param>
public sealed record ChainVerdict(string Store, long Events, long Position, string Hash, int Anchors, long AnchoredPosition, IReadOnlyList<ChainFinding> Findings)
{
    public bool IsWhole => Findings.Count == 0;
}
