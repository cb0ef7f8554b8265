using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Anchors;

/// <summary>All that topic <c>audit-anchors</c> holds.</summary>
/// <param name="Anchors">Of whichever store, by position.</param>
/// <param name="Odd">Records that are no anchors; they are read past.</param>
public sealed record AnchorRecords(IReadOnlyList<AuditAnchored> Anchors, IReadOnlyList<OddAnchor> Odd);

/// <summary>A record of topic <c>audit-anchors</c> that is no anchor.</summary>
/// <param name="Key">As text; empty without one.</param>
/// <param name="Why">What is wrong with it, in words.</param>
public sealed record OddAnchor(int Partition, long Offset, string Key, string Why)
{
    /// <summary>Where it is and why it is none.</summary>
    public string Words() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the record at partition {Partition} offset {Offset} of topic {Topics.AuditAnchors.Name} (key '{Key}') is no anchor: {Why}"
        );

    /// <summary>It stands under the key of an anchor of this store, so that compaction may have removed that anchor for it.</summary>
    internal bool IsOf(Guid? store) => store is { } name && Key.StartsWith($"{name}/", StringComparison.OrdinalIgnoreCase);
}
