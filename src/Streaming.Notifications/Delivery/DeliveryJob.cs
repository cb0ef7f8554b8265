using System.Diagnostics;
using Hangfire;
using Streaming.Kafka.Tracing;
using Streaming.Notifications.Channels;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Delivery;

/// <summary>Sends one message, once; a Hangfire job. What was not taken waits for its next time in the outbox.</summary>
public sealed class DeliveryJob
{
    /// <summary>Of Hangfire.</summary>
    public const string Queue = "notifications";

    private const int MostAnswerCharacters = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    private readonly NotificationStore store;
    private readonly Channel channels;
    private readonly TimeProvider clock;
    private readonly NotificationMetrics metrics;

    internal DeliveryJob(NotificationStore store, Channel channels, TimeProvider clock, NotificationMetrics metrics) =>
        (this.store, this.channels, this.clock, this.metrics) = (store, channels, clock, metrics);

    /// <summary>Which way a recipient is reached.</summary>
    internal delegate IChannel Channel(ChannelKind kind);

    [AutomaticRetry(Attempts = 0)] // the outbox knows when to try again
    [Queue(Queue)]
    public async Task RunAsync(string id, CancellationToken cancellation)
    {
        if (await store.FindQueuedAsync(id, cancellation).ConfigureAwait(false) is not { } message)
            return;
        var span = await BeginAsync(message, cancellation).ConfigureAwait(false);
        var (state, next, answer) = await TryAsync(message, cancellation).ConfigureAwait(false);
        span?.SetStatus(state == MessageState.Delivered ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        span?.SetTag("notification.state", state.ToString().ToLowerInvariant());
        OrderTrace.End(span);
        metrics.Tried(message.Route.Recipient.Kind, state);
        await store
            .EndTryAsync(id, state, next, answer.Length <= MostAnswerCharacters ? answer : answer[..MostAnswerCharacters], cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Doubles with each try, with a random part, so that many do not come back at once.</summary>
    internal static TimeSpan PauseAfter(int tries, double random)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(tries, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (0.5 * random));
    }

    /// <summary>In the trace of the order; what became of many has a trace of its own, with a link to each.</summary>
    private async Task<Activity?> BeginAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (!OrderTrace.IsOn)
            return null;
        var links = message.TraceParent is null ? await store.FoldedTracesAsync(message.Id, cancellation).ConfigureAwait(false) : [];
        if (message.TraceParent is null && links.Count == 0)
            return null;
        var span = OrderTrace.Begin(
            OrderTrace.Notify,
            ActivityKind.Client,
            OrderTrace.Of(message.TraceParent),
            links.Select(link => new ActivityLink(OrderTrace.Of(link)))
        );
        span?.SetTag("notification.channel", message.Route.Recipient.Kind.ToString().ToLowerInvariant());
        span?.SetTag("notification.tries", message.Tries + 1);
        return span;
    }

    private async Task<(MessageState State, DateTimeOffset Next, string Answer)> TryAsync(
        OutboxMessage message,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        try
        {
            var said = await channels(message.Route.Recipient.Kind).SendAsync(message, cancellation).ConfigureAwait(false);
            return (MessageState.Delivered, message.Times.DueAt, said);
        }
        catch (NotTakenException refused)
        {
            var isOver = refused.IsFinal || now - message.Times.CreatedAt > GiveUpAfter;
            var pause = PauseAfter(message.Tries, Random.Shared.NextDouble());
            return (isOver ? MessageState.GivenUp : MessageState.Waiting, now + pause, refused.Message);
        }
    }
}
