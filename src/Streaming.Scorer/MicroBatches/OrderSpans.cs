using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Kafka.Tracing;
using Streaming.Models.Policy;

namespace Streaming.Scorer.MicroBatches;

/// <summary>The spans of a batch's orders. They are ended when the batch is committed, and told then; a batch that is given up leaves
/// none.</summary>
internal sealed class OrderSpans
{
    private readonly List<Activity> begun = [];

    /// <summary>Begins the score of an order, in the trace that its record names, else in one of its own. Null where nobody wants
    /// it.</summary>
    public Activity? Score(ConsumeResult<byte[], byte[]> record, OrderDelivered order)
    {
        if (!OrderTrace.IsOn)
            return null;
        var span = OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, OrderTrace.Of(record.Message.Headers));
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("messaging.system", "kafka");
            span.SetTag("messaging.destination.name", record.Topic);
            span.SetTag("messaging.destination.partition.id", record.Partition.Value.ToString(CultureInfo.InvariantCulture));
            span.SetTag("messaging.kafka.offset", record.Offset.Value);
            span.SetTag("order.id", order.OrderId);
            span.SetTag("order.version", order.Version);
        }

        return Added(span);
    }

    /// <summary>Begins the alert about an order that was scored.</summary>
    public Activity? Alert(Activity? score, Tier tier, string topic)
    {
        if (score is null)
            return null;
        score.SetTag("tier", tier.Label());
        var span = OrderTrace.Begin(OrderTrace.Alert, ActivityKind.Producer, score.Context);
        span?.SetTag("messaging.destination.name", topic);
        return Added(span) ?? score; // not sampled: the next step hangs on the score
    }

    /// <summary>The batch is committed.</summary>
    public void End()
    {
        for (var i = begun.Count - 1; i >= 0; i--) // the alert before the score that it hangs on
            OrderTrace.End(begun[i]);
        begun.Clear();
    }

    /// <summary>What was begun has not happened.</summary>
    public void Clear() => begun.Clear();

    private Activity? Added(Activity? span)
    {
        if (span is not null)
            begun.Add(span);
        return span;
    }
}
