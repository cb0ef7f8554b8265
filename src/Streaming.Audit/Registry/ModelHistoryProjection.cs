using JasperFx.Events;
using Marten.Events.Aggregation;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Registry;

/// <summary>Keeps <see cref="ModelHistory"/> in the transaction that appends the events: it is never behind.</summary>
internal sealed class ModelHistoryProjection : SingleStreamProjection<ModelHistory, string>
{
    public ModelHistoryProjection()
    {
        foreach (var kind in ModelEventTypes.Stored.Keys)
            IncludeType(kind);
    }

    public override ModelHistory Evolve(ModelHistory? snapshot, string id, IEvent e) =>
        (snapshot ?? new ModelHistory { Id = id }).Evolve(e.Data, e.Timestamp.ToUniversalTime());
}
