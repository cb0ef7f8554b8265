using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Streaming.Audit.Chain;

namespace Streaming.Audit.Trail;

/// <summary>Keeps a <see cref="TrailEntry"/> of every event in the transaction that appends it: the trail is never behind.</summary>
internal sealed partial class TrailProjection : EventProjection
{
    public TrailProjection() => Options.DeleteViewTypeOnTeardown<TrailEntry>();

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        operations.Store(Entry(e));
        return ValueTask.CompletedTask;
    }

    public static TrailEntry Entry(IEvent e) =>
        Described(
            new TrailEntry
            {
                Sequence = e.Sequence,
                At = e.Timestamp.ToUniversalTime(),
                Who = e.UserName ?? "",
                Kind = e.EventTypeName,
                Stream = e.StreamKey!,
                Version = e.Version,
                What = "",
                Why = "",
                Correlation = e.CorrelationId ?? "",
                Causation = e.CausationId ?? "",
            },
            e.Data
        );

    /// <summary>The same from an event's columns and what they say happened.</summary>
    public static TrailEntry Entry(ChainedEvent e, object happened) =>
        Described(
            new TrailEntry
            {
                Sequence = e.Sequence,
                At = e.At,
                Who = e.Who ?? "",
                Kind = e.Kind,
                Stream = e.Stream,
                Version = e.Version,
                What = "",
                Why = "",
                Correlation = e.Correlation ?? "",
                Causation = e.Causation ?? "",
            },
            happened
        );

    private static TrailEntry Described(TrailEntry entry, object happened)
    {
        var (what, why) = TrailFormatter.Of(happened);
        return entry with { What = what, Why = why, Wording = TrailFormatter.Version };
    }
}
