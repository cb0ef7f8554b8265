using Streaming.Audit.Registry;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Promotions;

/// <summary>
/// Makes topic <c>model-promotions</c> say what the audit store says: run it at start and after every promotion, as often as you like. A
/// decision that was recorded but not published (a crash, a lost topic, a broker that was away) is published by the next run.
/// For one caller at a time; relays of several processes may run together.
/// </summary>
public sealed class PromotionRelay(ModelRegistry registry, PromotionTopic topic)
{
    /// <summary>Rounds of publishing and reading again; a second one is needed only when somebody else decides meanwhile.</summary>
    private const int Rounds = 5;

    /// <summary>Compares and publishes until topic and store agree.</summary>
    /// <returns>The records that were published; empty when the topic was right already.</returns>
    /// <exception cref="InvalidOperationException">The topic holds a decision that the store does not know: it was fed from another store.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">The cluster cannot be reached or refuses the record.</exception>
    public async Task<IReadOnlyList<ModelPromoted>> RelayAsync(CancellationToken cancellation = default)
    {
        var published = new List<ModelPromoted>();
        for (var round = 0; round < Rounds; round++)
        {
            // The store is read after the topic: what the topic says is then never newer than what the store says.
            var onTopic = await Task.Run(() => topic.ReadLatest(cancellation), cancellation).ConfigureAwait(false);
            var missing = (await registry.ListByEventsAsync(cancellation).ConfigureAwait(false))
                .Where(history => history.Champions.Count > 0)
                .Select(history => PromotionRecords.Of(history.Name, history.Champions[^1]))
                .Where(latest => !Holds(onTopic[latest.ModelName], latest))
                .ToList();
            if (missing.Count == 0) return published;
            foreach (var record in missing)
                await topic.PublishAsync(record, cancellation).ConfigureAwait(false);
            published.AddRange(missing);
        }

        throw new InvalidOperationException(
            $"topic {Topics.ModelPromotions.Name} still differs from the audit store after {Rounds} rounds: other records are written to it all the time");
    }

    /// <summary>
    /// Whether a scorer that reads the topic from its beginning ends with this decision. An older record behind it would win the
    /// compaction, so what counts is the last record, not that the decision is there somewhere.
    /// </summary>
    private static bool Holds(IEnumerable<ModelPromoted> lastRecords, ModelPromoted decision)
    {
        var holds = false;
        foreach (var record in lastRecords)
        {
            var foreign = record.DecisionNumber > decision.DecisionNumber
                || (record.DecisionNumber == decision.DecisionNumber && record.ModelSha256 != decision.ModelSha256);
            if (foreign)
                throw new InvalidOperationException(
                    $"topic {Topics.ModelPromotions.Name} holds decision {record.DecisionNumber} of model '{record.ModelName}' (artifact {record.ModelSha256}), "
                    + $"but the latest in the audit store is {decision.DecisionNumber} (artifact {decision.ModelSha256}): "
                    + "the topic was fed from another store, and scorers would ignore this one's decisions");
            holds |= record.DecisionNumber == decision.DecisionNumber;
        }

        return holds;
    }
}
