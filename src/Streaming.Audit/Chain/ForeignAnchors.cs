using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Acts;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Chain;

/// <summary>
/// Anchors of other stores than the one that is checked. Each is a finding until a person has adopted the store and named the other one;
/// then it is told of. Pure.
/// </summary>
/// <param name="all">Anchors of whichever store.</param>
/// <param name="store">The store that is checked; null when it does not say which it is.</param>
internal sealed class ForeignAnchors(IEnumerable<AuditAnchored> all, Guid? store)
{
    private readonly IReadOnlyList<AuditAnchored> last =
    [
        .. all.Where(anchor => anchor.Store != store?.ToString())
            .GroupBy(anchor => anchor.Store)
            .Select(of => of.MaxBy(anchor => anchor.Position)!)
            .OrderBy(anchor => anchor.Store, StringComparer.Ordinal),
    ];

    private readonly Dictionary<string, (long Position, string Words)> adopted = new(StringComparer.Ordinal);
    private readonly List<string> adoptions = [];

    /// <summary>The last anchor of every other store that no adoption names, or that has gone on since.</summary>
    public IEnumerable<AuditAnchored> Unnamed =>
        last.Where(anchor => !adopted.TryGetValue(anchor.Store, out var named) || named.Position < anchor.Position);

    /// <summary>An event of the chain, which counts when it is an adoption.</summary>
    public void Note(ChainedEvent happened)
    {
        if (happened.Kind != StoreAdoptedKind)
            return;
        using var data = JsonDocument.Parse(happened.Data);
        var root = data.RootElement;
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"adopted by {Member(root, "by")} on {happened.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {Member(root, "why")}"
        );
        if (root.TryGetProperty("chained", out var chained) && chained.TryGetInt64(out var events) && events > 0)
            adoptions.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the first {events} events were chained anew, and nothing proves what they were before: {words}"
                )
            );
        if (!root.TryGetProperty("others", out var others) || others.ValueKind != JsonValueKind.Array)
            return;
        foreach (var other in others.EnumerateArray())
            if (
                Member(other, "store") is { Length: > 0 } name
                && other.TryGetProperty("position", out var position)
                && position.TryGetInt64(out var until)
            )
                adopted[name] = (until, words);
    }

    public IEnumerable<ChainFinding> Findings()
    {
        foreach (var anchor in Unnamed)
        {
            var said = string.Create(
                CultureInfo.InvariantCulture,
                $"store {anchor.Store} was anchored up to event {anchor.Position}, last on {anchor.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC"
            );
            var here = store is null
                ? "this store does not say which it is"
                : string.Create(CultureInfo.InvariantCulture, $"this store is {store}");
            yield return new ChainFinding(
                "foreign_anchors",
                null,
                adopted.TryGetValue(anchor.Store, out var named)
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{said}, and {here}, which was {named.Words}. Since then the other store has gone on from event "
                            + $"{named.Position}: two stores write to one topic"
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{said}, and {here}: the store was exchanged, its chain was begun anew, or the topic is another store's. Where "
                            + $"a person did this on purpose: streaming audit adopt --why …"
                    )
            );
        }
    }

    /// <summary>What has to be known of adoptions, in words.</summary>
    public IEnumerable<string> Notes() =>
        adoptions.Concat(
            last.Where(anchor => adopted.TryGetValue(anchor.Store, out var named) && named.Position >= anchor.Position)
                .Select(anchor =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the anchors of store {anchor.Store}, up to event {anchor.Position}, are set aside: {adopted[anchor.Store].Words}"
                    )
                )
        );

    private static readonly string StoreAdoptedKind = JasperFx.Events.EventTypeExtensions.GetEventTypeName<StoreAdopted>();

    private static string Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
