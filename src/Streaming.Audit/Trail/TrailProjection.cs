using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

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
        Entry(
            e.Sequence,
            e.Timestamp.ToUniversalTime(),
            e.UserName,
            e.EventTypeName,
            e.StreamKey!,
            e.Version,
            e.CorrelationId,
            e.CausationId,
            e.Data
        );

    /// <summary>The same from an event's columns and what they say happened.</summary>
    public static TrailEntry Entry(
        long sequence,
        DateTimeOffset at,
        string? who,
        string kind,
        string stream,
        long version,
        string? correlation,
        string? causation,
        object happened
    )
    {
        var (what, why) = TrailFormatter.Of(happened);
        return new TrailEntry
        {
            Sequence = sequence,
            At = at,
            Who = who ?? "",
            Kind = kind,
            Stream = stream,
            Version = version,
            What = what,
            Why = why,
            Correlation = correlation ?? "",
            Causation = causation ?? "",
            Wording = TrailFormatter.Version,
        };
    }
}
