using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Streaming.Audit.Chain;

/// <summary>Chains every event in the transaction that appends it. No read model: never to be rebuilt.</summary>
internal sealed class ChainProjection(ChainTables tables, ISerializer serializer) : EventProjection
{
    private const string Value = "?";

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        var content = Chained(e).ContentHash();
        operations.QueueSqlCommand(tables.Append(Value, Value, Value, Value, Value), content, e.Sequence, e.StreamKey!, e.Version, content);
        return ValueTask.CompletedTask;
    }

    private ChainedEvent Chained(IEvent e) =>
        new(
            e.Id,
            e.Sequence,
            e.StreamKey!,
            e.Version,
            e.EventTypeName,
            e.Timestamp.ToUniversalTime(),
            e.UserName,
            e.CorrelationId,
            e.CausationId,
            serializer.ToJson(e.Data)
        );
}
