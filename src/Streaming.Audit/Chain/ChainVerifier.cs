using System.Globalization;

namespace Streaming.Audit.Chain;

/// <summary>Follows the chain from its beginning and notes what is not as it was written. Pure. One walk per instance.</summary>
internal sealed class ChainVerifier(ChainHead? head, PublishedAnchors anchors, ForeignAnchors foreign, FindingList findings)
{
    private readonly SortedDictionary<string, StreamCount> streams = new(StringComparer.Ordinal);
    private byte[] hash = head?.Origin ?? [];
    private long position;
    private long events;
    private long unlinked;

    private sealed class StreamCount
    {
        public long Last { get; set; }

        public long Present { get; set; }

        public long Missing { get; set; }
    }

    /// <summary>Events that are not as they were recorded.</summary>
    public ChainDamage Damage { get; } = new();

    /// <summary>The next row, in the order of the chain; rows without a link last.</summary>
    public void Next(ChainRow row)
    {
        if (row is { Link: null, Event.IsFiller: true })
            return;
        if (row.Link is { } link)
            Follow(link);
        if (row.Event is { } happened)
        {
            events++;
            if (row.Link is null)
                WithoutLink(happened);
            else
                Compare(row.Link, happened);
            if (row.Hidden)
                Find("event_hidden", row.Link?.Position, $"{happened.Words()} is marked as archived, so that nothing reads it");
        }
        else
        {
            Count(row.Link!.Stream, row.Link.Version, isThere: false, row.Link.Position);
            Damage.Add(row.Link.Sequence, row.Link.Stream);
            Find(
                "event_missing",
                row.Link.Position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"event {row.Link.Version} of stream '{row.Link.Stream}' (sequence {row.Link.Sequence}) is gone; its link is there"
                )
            );
        }
    }

    /// <summary>After the last row.</summary>
    /// <param name="table">What the store's table of streams says.</param>
    public ChainReport End(IReadOnlyDictionary<string, StreamRow> table)
    {
        var isMissing = IsMissing();
        if (isMissing)
            FindMissing();
        else
            CheckHead();
        foreach (var (stream, count) in streams)
        {
            if (count.Present == 0)
                Find(
                    "stream_missing",
                    null,
                    string.Create(CultureInfo.InvariantCulture, $"stream '{stream}' is gone with all its {count.Missing} events")
                );
            else if (!table.TryGetValue(stream, out var row))
                Find("stream_table", null, $"stream '{stream}' is not in the table of streams; its events are there");
            else
                Compare(stream, row, count.Last);
        }

        foreach (var (stream, row) in table)
            if (!isMissing && stream != ChainedEvent.FillerStream && !streams.ContainsKey(stream))
                Find(
                    "stream_table",
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the table of streams knows '{stream}' with {row.Version} events; there are none"
                    )
                );
        if (!isMissing)
            foreach (var finding in anchors.Unmet(position, stream => streams.TryGetValue(stream, out var count) ? count.Last : 0))
                findings.Add(finding);
        foreach (var finding in foreign.Findings())
            findings.Add(finding);
        return new ChainReport(
            head?.Store.ToString() ?? "",
            events,
            position,
            Convert.ToHexStringLower(hash),
            anchors.Count,
            anchors.LastPosition,
            findings.Sorted()
        )
        {
            MoreFindings = findings.More,
            Notes = [.. foreign.Notes()],
        };
    }

    private void WithoutLink(ChainedEvent happened)
    {
        unlinked++;
        if (IsMissing())
            return; // told once, for all of them
        Damage.Add(happened.Sequence, happened.Stream);
        Find("event_without_link", null, $"{happened.Words()} has no link in the chain: it was not recorded by the store");
    }

    /// <summary>There are events and not one link.</summary>
    private bool IsMissing() => position == 0 && unlinked > 0 && streams.Count == 0;

    private void FindMissing()
    {
        var chain = head is null ? "the chain with its head" : "the chain";
        var anchored =
            anchors.LastPosition == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" Anchors say that it had {anchors.LastPosition} events.");
        Find(
            "chain_missing",
            null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{events} events are there and {chain} is gone, or was never begun: nothing proves what they were, and nothing is "
                    + $"anchored.{anchored} Compare with an export or a backup; a person who knows why it is so runs: streaming audit "
                    + $"adopt --why …"
            )
        );
    }

    private void Compare(string stream, StreamRow row, long last)
    {
        if (row.Version != last)
            Find(
                "stream_table",
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the table of streams says that '{stream}' has {row.Version} events; the last one is {last}"
                )
            );
        if (row.IsArchived)
            Find(
                "stream_table",
                null,
                $"the table of streams says that '{stream}' is archived (is_archived is true, the store writes false), so that nothing "
                    + $"reads it"
            );
        if (row.Kind is { } kind)
            Find("stream_table", null, $"the table of streams says that '{stream}' is of type '{kind}'; the store writes none");
    }

    private void Follow(ChainLink link)
    {
        if (link.Position != position + 1)
            Find(
                "link_missing",
                position + 1,
                string.Create(CultureInfo.InvariantCulture, $"the links {position + 1} to {link.Position - 1} of the chain are gone")
            );
        else if (!ChainLink.Next(hash, link.Content).AsSpan().SequenceEqual(link.Hash))
            Find(
                "link_changed",
                link.Position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"link {link.Position} (event {link.Version} of stream '{link.Stream}') does not follow from the one before it"
                )
            );
        hash = link.Hash; // what comes later is judged by itself
        position = link.Position;
        if (anchors.Against(link) is { } broken)
            findings.Add(broken);
    }

    private void Compare(ChainLink link, ChainedEvent happened)
    {
        if (link.Stream != happened.Stream || link.Version != happened.Version)
        {
            Damage.Add(happened.Sequence, happened.Stream);
            Damage.Add(happened.Sequence, link.Stream);
            Find(
                "link_changed",
                link.Position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"link {link.Position} is of event {link.Version} of stream '{link.Stream}', but belongs to {happened.Words()}"
                )
            );
        }

        Count(link.Stream, link.Version, isThere: true, link.Position);
        if (happened.ContentHash().AsSpan().SequenceEqual(link.Content))
        {
            foreign.Note(happened);
            return;
        }

        Damage.Add(happened.Sequence, happened.Stream);
        Find(
            "event_changed",
            link.Position,
            $"{happened.Words()} is not what was recorded: its text, time, author, type or place was changed"
        );
    }

    private void Count(string stream, long version, bool isThere, long at)
    {
        if (!streams.TryGetValue(stream, out var count))
            streams.Add(stream, count = new StreamCount());
        if (version != count.Last + 1)
            Find(
                "version_gap",
                at,
                string.Create(CultureInfo.InvariantCulture, $"stream '{stream}' goes from event {count.Last} to {version}")
            );
        count.Last = version;
        if (isThere)
            count.Present++;
        else
            count.Missing++;
    }

    private void CheckHead()
    {
        if (head is null)
            Find("head_missing", null, "the head of the chain is gone");
        else if (head.Position > position)
            Find(
                "tail_cut",
                position + 1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the chain ends at event {position}, but its head stands at {head.Position}: the end was cut off"
                )
            );
        else if (head.Position < position || !head.Hash.AsSpan().SequenceEqual(hash))
            Find(
                "link_changed",
                position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the head of the chain stands at {head.Position} with another hash than its last link, {position}"
                )
            );
    }

    private void Find(string kind, long? at, string what) => findings.Add(new ChainFinding(kind, at, what));
}
