using System.Globalization;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Chain;

/// <summary>What was written outside the store about its chain, to be compared with what the store says now.</summary>
internal sealed class PublishedAnchors
{
    private readonly ILookup<long, AuditAnchored> byPosition;
    private readonly Dictionary<(string Stream, long Version), (string Hash, AuditAnchored Anchor)> heads = [];
    private readonly HashSet<(string Stream, long Version)> met = [];

    /// <param name="all">Of any store; those of others are not looked at.</param>
    /// <param name="store">The store that is checked; null when it no longer says which it is.</param>
    public PublishedAnchors(IReadOnlyList<AuditAnchored> all, Guid? store)
    {
        var name = store?.ToString();
        List<AuditAnchored> own = [.. all.Where(anchor => name is null || anchor.Store == name).OrderBy(anchor => anchor.Position)];
        Count = own.Count;
        LastPosition = own.Count == 0 ? 0 : own[^1].Position;
        byPosition = own.ToLookup(anchor => anchor.Position);
        foreach (var anchor in own)
        foreach (var head in anchor.Streams)
            heads[(head.Stream, head.StreamVersion)] = (head.Hash, anchor);
    }

    public int Count { get; }

    public long LastPosition { get; }

    /// <summary>Notes the link as met; a finding when an anchor says something else about it.</summary>
    public ChainFinding? Against(ChainLink link)
    {
        var hash = Convert.ToHexStringLower(link.Hash);
        var isHead = heads.TryGetValue((link.Stream, link.Version), out var head);
        if (isHead)
            met.Add((link.Stream, link.Version));
        if (byPosition[link.Position].FirstOrDefault(anchor => anchor.Hash != hash) is { } anchor)
            return Broken(
                link.Position,
                anchor,
                string.Create(CultureInfo.InvariantCulture, $"history up to event {link.Position} was rewritten")
            );
        return !isHead || head.Hash == hash
            ? null
            : Broken(
                link.Position,
                head.Anchor,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"event {link.Version} of stream '{link.Stream}', or one before it, was rewritten"
                )
            );
    }

    /// <summary>What the anchors tell of and the chain no longer has.</summary>
    /// <param name="end">Where its chain ends.</param>
    /// <param name="lastOf">The last event of a stream; 0 when there is none.</param>
    public IEnumerable<ChainFinding> Unmet(long end, Func<string, long> lastOf)
    {
        if (LastPosition > end && byPosition[LastPosition].First() is var last)
            yield return new ChainFinding(
                "tail_cut",
                end + 1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the chain ends at event {end}, but {Said(last)} that it had {LastPosition}: the end was cut off"
                )
            );
        foreach (
            var gone in heads
                .Where(head => !met.Contains(head.Key))
                .GroupBy(head => head.Key.Stream)
                .OrderBy(gone => gone.Key, StringComparer.Ordinal)
        )
        {
            var (version, anchor) = gone.Select(head => (head.Key.Version, head.Value.Anchor)).MaxBy(head => head.Version);
            var there = lastOf(gone.Key);
            if (there == 0)
                yield return new ChainFinding(
                    "stream_missing",
                    null,
                    string.Create(CultureInfo.InvariantCulture, $"stream '{gone.Key}' is gone; {Said(anchor)} that it had {version} events")
                );
            else if (there < version)
                yield return new ChainFinding(
                    "tail_cut",
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"stream '{gone.Key}' ends at event {there}, but {Said(anchor)} that it had {version}"
                    )
                );
        }
    }

    private static ChainFinding Broken(long position, AuditAnchored anchor, string what) =>
        new("anchor_broken", position, $"{what}: {Said(anchor)} another hash");

    private static string Said(AuditAnchored anchor) =>
        string.Create(CultureInfo.InvariantCulture, $"the anchor of {anchor.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC says");
}
