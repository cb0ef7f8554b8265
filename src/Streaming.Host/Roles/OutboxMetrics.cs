using Prometheus;
using Streaming.Notifications.Delivery;
using Streaming.Notifications.Outbox;

namespace Streaming.Host.Roles;

/// <summary>What the notifier tells of its outbox and its tries.</summary>
internal sealed class OutboxMetrics(IMetricFactory metrics)
{
    private readonly Counter tries = metrics.CreateCounter(
        "notification_tries_total",
        "Tries to deliver a message, by channel and outcome.",
        ["channel", "outcome"]
    );

    private readonly Gauge waiting = metrics.CreateGauge(
        "notification_outbox_messages",
        "Messages in the outbox: waiting, queued, delivered, givenup, folded.",
        ["state"]
    );

    private readonly Gauge oldest = metrics.CreateGauge(
        "notification_outbox_oldest_due_seconds",
        "For how long the oldest message that was not delivered has been due; 0 while none is."
    );

    public void Show(NotificationMetrics counted)
    {
        foreach (var (key, count) in counted.Tries)
            tries.WithLabels(key.Kind.ToString().ToLowerInvariant(), key.State.ToString().ToLowerInvariant()).IncTo(count);
    }

    /// <param name="counts">Messages by state.</param>
    /// <param name="oldestDue">When the oldest that waits was due; null where none waits.</param>
    /// <param name="now">Wall time.</param>
    public void Show(IReadOnlyDictionary<MessageState, long> counts, DateTimeOffset? oldestDue, DateTimeOffset now)
    {
        foreach (var state in Enum.GetValues<MessageState>())
            waiting.WithLabels(state.ToString().ToLowerInvariant()).Set(counts.GetValueOrDefault(state));
        oldest.Set(oldestDue is { } due && due < now ? (now - due).TotalSeconds : 0);
    }
}
