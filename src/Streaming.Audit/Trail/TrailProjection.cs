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

    public static TrailEntry Entry(IEvent e)
    {
        var (what, why) = TrailWords.Of(e.Data);
        return new TrailEntry
        {
            Sequence = e.Sequence,
            At = e.Timestamp.ToUniversalTime(),
            Who = e.UserName ?? "",
            Kind = e.EventTypeName,
            Stream = e.StreamKey!,
            Version = e.Version,
            What = what,
            Why = why,
            Correlation = e.CorrelationId ?? "",
            Causation = e.CausationId ?? "",
        };
    }
}
