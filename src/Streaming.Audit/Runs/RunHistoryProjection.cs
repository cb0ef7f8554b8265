using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Streaming.Audit.Runs;

/// <summary>Keeps <see cref="RunHistory"/> in the transaction that appends the events: it is never behind.</summary>
internal sealed class RunHistoryProjection : SingleStreamProjection<RunHistory, string>
{
    public RunHistoryProjection()
    {
        foreach (var kind in RunEventTypes.Stored.Keys)
            IncludeType(kind);
    }

    public override RunHistory Evolve(RunHistory? snapshot, string id, IEvent e) =>
        snapshot.Evolve(id, e.Data, e.Timestamp.ToUniversalTime());
}
