using Hangfire;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Cases.Store;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Delivery;

/// <summary>
/// Hands messages that are due to jobs, folds many into one, finds what a killed job left, and looks once a minute for what only time
/// causes. Several may run: each message is handed out by one.
/// </summary>
internal sealed class Dispatcher(
    NotificationStore store,
    CaseStore cases,
    Action<string> enqueue,
    NotificationSettings settings,
    TimeProvider clock,
    ILogger log
)
{
    private const int MostAtOnce = 500;

    /// <summary>More that are due at once for one recipient go out as one message.</summary>
    private const int DigestFrom = 5;

    private const int MostLate = 200;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LateEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    private long lookedForLateAt;

    /// <summary>Works until it is told to stop; after a fault of the database it goes on.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = settings.LookEvery;
            try
            {
                if (lookedForLateAt == 0 || clock.GetElapsedTime(lookedForLateAt) >= LateEvery)
                {
                    await store.ReleaseAsync(LostAfter, stop).ConfigureAwait(false);
                    await AddLateAsync(stop).ConfigureAwait(false);
                    lookedForLateAt = clock.GetTimestamp();
                }

                await DispatchAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (DatabaseFailure.Is(fault) || fault is BackgroundJobClientException)
            {
                log.LogWarning("Notifications wait: {Reason}", fault.Message);
                pause = PauseAfterFault;
            }

            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is due goes to jobs.</summary>
    internal async Task DispatchAsync(CancellationToken cancellation)
    {
        var due = await store.TakeDueAsync(MostAtOnce, cancellation).ConfigureAwait(false);
        foreach (var group in due.GroupBy(one => one.Route))
        {
            List<OutboxMessage> messages = [.. group];
            if (await IsFoldedAsync(group.Key, messages, cancellation).ConfigureAwait(false))
                continue;
            foreach (var message in messages)
                enqueue(message.Id);
        }
    }

    /// <summary>What time alone causes, of every rule that asks for it.</summary>
    internal async Task AddLateAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var rule in await store.RulesAsync(cancellation).ConfigureAwait(false))
        {
            if (rule.IsPaused)
                continue;
            if (rule.Topics.Contains(NotificationTopics.Unassigned))
                await AddCasesAsync(
                        rule,
                        NotificationTopics.Unassigned,
                        CaseView.Unassigned,
                        one => now - one.OpenedAt >= TimeSpan.FromMinutes(rule.UnassignedMinutes),
                        cancellation
                    )
                    .ConfigureAwait(false);
            if (rule.Topics.Contains(NotificationTopics.Overdue))
                await AddCasesAsync(rule, NotificationTopics.Overdue, CaseView.Overdue, _ => true, cancellation).ConfigureAwait(false);
            if (rule.Topics.Contains(NotificationTopics.LongQueue))
                await AddQueueAsync(rule, now, cancellation).ConfigureAwait(false);
        }
    }

    private async Task AddCasesAsync(
        NotificationRule rule,
        string topic,
        CaseView view,
        Func<AlertCase, bool> isLate,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var page = await cases.Queries.PageAsync(new CaseFilter(view, ""), null, MostLate, cancellation).ConfigureAwait(false);
        var late = page.Cases.Where(one => isLate(one) && rule.Wants(topic, one));
        await store
            .AddAsync(
                [
                    .. from one in late
                    from recipient in rule.Recipients
                    select Message(
                        MessageId.Of(topic, rule.Id, recipient.ToString(), one.Id, one.DueAt.ToString("O")),
                        rule,
                        recipient,
                        NotificationMessage.Of(topic, one, now),
                        rule.DueAt(now, one.Alert.Tier)
                    ) with
                    {
                        TraceParent = one.Alert.TraceParent,
                    },
                ],
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Once an hour while it lasts.</summary>
    private async Task AddQueueAsync(NotificationRule rule, DateTimeOffset now, CancellationToken cancellation)
    {
        var waiting = (await cases.Queries.CountsAsync("", cancellation).ConfigureAwait(false)).Unassigned;
        if (waiting <= rule.QueueLength)
            return;
        await store
            .AddAsync(
                [
                    .. rule.Recipients.Select(recipient =>
                        Message(
                            MessageId.Of(NotificationTopics.LongQueue, rule.Id, recipient.ToString(), now.ToString("yyyy-MM-dd HH")),
                            rule,
                            recipient,
                            NotificationMessage.OfQueue(waiting, rule.QueueLength, now),
                            rule.DueAt(now, Models.Policy.Tier.Yellow)
                        )
                    ),
                ],
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Many at once, or more than the rule lets out in an hour, become one message.</summary>
    private async Task<bool> IsFoldedAsync(MessageRoute route, List<OutboxMessage> messages, CancellationToken cancellation)
    {
        if (messages.Exists(one => one.Tries > 0))
            return false;
        var isMany = messages.Count >= DigestFrom;
        if (!isMany)
        {
            var rule = (await store.RecentRulesAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(rule => rule.Id == route.RuleId);
            var sent = await store.DeliveredSinceAsync(route, clock.GetUtcNow() - Hour, cancellation).ConfigureAwait(false);
            if (rule is null || sent + messages.Count <= rule.MostPerHour)
                return false;
            if (messages.TrueForAll(one => one.Times.DueAt <= one.Times.CreatedAt)) // not held before
            {
                await store.HoldAsync([.. messages.Select(one => one.Id)], NextQuarter(), cancellation).ConfigureAwait(false);
                return true;
            }

            if (messages.Count == 1)
                return false;
        }

        string[] parts = [.. messages.Select(one => one.Id).Order(StringComparer.Ordinal)];
        var now = clock.GetUtcNow();
        var digest = new OutboxMessage(
            MessageId.Of(["digest", .. parts]),
            route,
            NotificationMessage.Digest([.. messages.Select(one => one.Message)]),
            new MessageTimes(now, now, null),
            MessageState.Waiting,
            0
        );
        await store.FoldAsync(digest, parts, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>What is held comes due together.</summary>
    private DateTimeOffset NextQuarter()
    {
        var quarter = TimeSpan.FromMinutes(15).Ticks;
        return new DateTimeOffset(((clock.GetUtcNow().UtcTicks / quarter) + 1) * quarter, TimeSpan.Zero);
    }

    private OutboxMessage Message(
        string id,
        NotificationRule rule,
        Recipient recipient,
        NotificationMessage message,
        DateTimeOffset dueAt
    ) =>
        new(
            id,
            new MessageRoute(rule.Id, rule.Name, recipient),
            message,
            new MessageTimes(clock.GetUtcNow(), dueAt, null),
            MessageState.Waiting,
            0
        );
}
