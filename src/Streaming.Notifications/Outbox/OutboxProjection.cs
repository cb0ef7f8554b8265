using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Streaming.Cases.Domain;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Outbox;

/// <summary>Writes what rules ask for into the outbox, in the transaction that appends the events: neither is there without the
/// other.</summary>
internal sealed class OutboxProjection(NotificationStore store) : IProjection
{
    private readonly string insert = store.Insert.Replace(
        "jsonb_to_recordset($1)",
        "jsonb_to_recordset(?::jsonb)",
        StringComparison.Ordinal
    );

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var told = events.Where(e => RuleMatching.TopicOf(e.Data) is not null).ToList();
        if (told.Count == 0)
            return;
        var rules = await store.RecentRulesAsync(cancellation).ConfigureAwait(false);
        if (rules.Count == 0)
            return;
        var cases = await CasesAsync(operations, told, cancellation).ConfigureAwait(false);
        var messages = told.SelectMany(e => Messages(e, rules, cases)).ToList();
        if (messages.Count > 0)
            operations.QueueSqlCommand(insert, NotificationStore.ToJson(messages));
    }

    private static IEnumerable<OutboxMessage> Messages(
        IEvent e,
        IReadOnlyList<NotificationRule> rules,
        IReadOnlyDictionary<string, AlertCase> before
    )
    {
        var topic = RuleMatching.TopicOf(e.Data)!;
        var at = e.Timestamp.ToUniversalTime();
        var one = before.GetValueOrDefault(e.StreamKey!).Evolve(e.StreamKey!, e.Data, at);
        foreach (var rule in rules.Where(rule => rule.Wants(topic, one)))
        foreach (var recipient in rule.Recipients)
            yield return new OutboxMessage(
                MessageId.Of(e.Id.ToString("N"), rule.Id, recipient.ToString()),
                new MessageRoute(rule.Id, rule.Name, recipient),
                NotificationMessage.Of(topic, one, at),
                new MessageTimes(at, rule.DueAt(at, one.Alert.Tier), null),
                MessageState.Waiting,
                0
            )
            {
                TraceParent = one.Alert.TraceParent,
            };
    }

    /// <summary>The cases before these events; one that is only opened now has none.</summary>
    private static async Task<Dictionary<string, AlertCase>> CasesAsync(
        IDocumentOperations operations,
        IReadOnlyList<IEvent> told,
        CancellationToken cancellation
    )
    {
        var cases = new Dictionary<string, AlertCase>(StringComparer.Ordinal);
        foreach (var order in told.Where(e => e.Data is not CaseOpened).Select(e => e.StreamKey!).Distinct(StringComparer.Ordinal))
        {
            var stream = await operations.Events.FetchStreamAsync(order, token: cancellation).ConfigureAwait(false);
            if (stream.Aggregate((AlertCase?)null, (one, e) => one.Evolve(order, e.Data, e.Timestamp.ToUniversalTime())) is { } before)
                cases.Add(order, before);
        }

        return cases;
    }
}
