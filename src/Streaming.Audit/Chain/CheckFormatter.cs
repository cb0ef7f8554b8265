using System.Globalization;

namespace Streaming.Audit.Chain;

/// <summary>What a check has and has not looked at, in words: the same on the command line and on the page. Pure.</summary>
public static class CheckFormatter
{
    /// <param name="withoutAnchors">The anchors were left alone, or could not be read.</param>
    public static IReadOnlyList<string> Of(ChainReport verdict, bool withoutAnchors) =>
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"checked: the hash of every event, {verdict.Events} of them, and the chain to event {verdict.Position}"
            ),
            verdict.ReadModels > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"checked: what people see (trail, models, runs, results of stages), "
                        + $"{Many(verdict.ReadModels, "document", "documents")} folded from the events again and compared"
                )
                : "not checked: what people see; there was nothing to compare",
            Anchored(verdict, withoutAnchors),
            .. verdict.Notes.Select(note => "note: " + note),
            "not checked: the files of models and stages, which are compared with their hashes whenever they are read, and the "
                + "console's tables of orders and alerts, which are made from the topics",
        ];

    private static string Anchored(ChainReport verdict, bool withoutAnchors)
    {
        if (withoutAnchors)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"not checked: the anchors outside of the database; an end that was cut off, or "
                    + $"{Many(verdict.Position, "event", "events")} rewritten with their chain, would not be seen"
            );
        if (verdict.Anchors == 0)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"not proved: of {Many(verdict.Position, "event", "events")} none is anchored; an end that was cut off, or events "
                    + $"rewritten with their chain, would not be seen"
            );
        var checkedTo = string.Create(
            CultureInfo.InvariantCulture,
            $"checked: {Many(verdict.Anchors, "anchor", "anchors")} outside of the database, up to event {verdict.AnchoredPosition}"
        );
        return verdict.Unanchored == 0
            ? checkedTo
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{checkedTo}; not anchored yet: {Many(verdict.Unanchored, "event", "events")}, from {verdict.AnchoredPosition + 1} to "
                    + $"{verdict.Position}, which could be cut off or rewritten with their chain unseen"
            );
    }

    private static string Many(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
