namespace Streaming.Audit.Chain;

/// <summary>Something that is not as the store has written it.</summary>
/// <param name="Kind">
/// <c>event_changed</c>, <c>event_missing</c>, <c>event_without_link</c>, <c>event_hidden</c>, <c>version_gap</c>, <c>link_changed</c>,
/// <c>link_missing</c>,
/// <c>tail_cut</c>, <c>head_missing</c>, <c>chain_missing</c>, <c>stream_missing</c>, <c>stream_table</c>, <c>anchor_broken</c>,
/// <c>anchor_hidden</c>, <c>foreign_anchors</c>
/// or <c>read_model</c>.
/// </param>
/// <param name="Position">Where in the chain; null for what has no place in it.</param>
/// <param name="What">In words: which event, stream or document, and how it differs.</param>
public sealed record ChainFinding(string Kind, long? Position, string What);

/// <summary>What a check of the whole chain has found.</summary>
/// <param name="Store">Which store it is; empty when its head is gone.</param>
/// <param name="Events">How many events are there.</param>
/// <param name="Position">Where the chain ends.</param>
/// <param name="Hash">Its hash there, 64 lower-case hexadecimal digits.</param>
/// <param name="Anchors">How many anchors of this store were compared.</param>
/// <param name="AnchoredPosition">The last event that an anchor stands for; 0 without anchors. A cut behind it cannot be seen.</param>
/// <param name="Findings">By position, those without one last; empty when all is as it was written. At most a thousand.</param>
public sealed record ChainReport(
    string Store,
    long Events,
    long Position,
    string Hash,
    int Anchors,
    long AnchoredPosition,
    IReadOnlyList<ChainFinding> Findings
)
{
    /// <summary>Findings beyond those that are listed.</summary>
    public long MoreFindings { get; init; }

    /// <summary>Documents that people see (trail, models, runs, results of stages) and that were folded from the events again and
    /// compared.</summary>
    public long ReadModels { get; init; }

    /// <summary>What is no fault and has to be known, in words: adoptions, records that were read past, what was not compared.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Events behind the last anchor: who rewrites them with links and head leaves no trace.</summary>
    public long Unanchored => Math.Max(0, Position - AnchoredPosition);

    /// <summary>Nothing was found. Says nothing of events that are <see cref="Unanchored"/>.</summary>
    public bool IsWhole => Findings.Count == 0;
}
