using System.Collections.Concurrent;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Delivery;

/// <summary>Tries to deliver, by channel and outcome; whoever exports metrics reads them. Thread-safe.</summary>
public sealed class NotificationMetrics
{
    private readonly ConcurrentDictionary<(ChannelKind Kind, MessageState State), long> tries = [];

    /// <summary>Since the process started.</summary>
    public IReadOnlyDictionary<(ChannelKind Kind, MessageState State), long> Tries => tries;

    internal void Tried(ChannelKind kind, MessageState state) => tries.AddOrUpdate((kind, state), 1, (_, before) => before + 1);
}
