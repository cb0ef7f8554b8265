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

    private static readonly EqualityComparer<ModelPromoted> SameDecision = EqualityComparer<ModelPromoted>.Create(
        (a, b) => (a?.DecisionNumber, a?.ModelSha256) == (b?.DecisionNumber, b?.ModelSha256),
        record => record.DecisionNumber.GetHashCode()
    );

    /// <summary>
    /// Records that stood last on the topic in the latest run and that the store does not know: forged, damaged, or of another store. They
    /// keep nothing from being published, and
    /// scorers that can ask the store refuse them.
    /// </summary>
    public IReadOnlyList<ModelPromoted> Foreign { get; private set; } = [];

    /// <summary>Records of the topic that are no promotions, in the latest run: one line each, with place and reason. They keep nothing
    /// from being published.</summary>
    public IReadOnlyList<string> Unusable => topic.Unusable;

    /// <summary>Compares and publishes until topic and store agree.</summary>
    /// <returns>The records that were published; empty when the topic was right already.</returns>
    /// <exception cref="InvalidOperationException">Somebody else writes older records to the topic all the time.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">The cluster cannot be reached or refuses the record.</exception>
    public async Task<IReadOnlyList<ModelPromoted>> RelayAsync(CancellationToken cancellation = default)
    {
        var published = new List<ModelPromoted>();
        Foreign = [];
        for (var round = 0; round < Rounds; round++)
        {
            // The store is read after the topic: what the topic says is then never newer than what the store says.
            var onTopic = await Task.Run(() => topic.ReadLatest(cancellation), cancellation).ConfigureAwait(false);
            var decided = (await registry.ListByEventsAsync(cancellation).ConfigureAwait(false))
                .Where(history => history.Champions.Count > 0)
                .Select(history => PromotionRecords.Of(history.Name, history.Champions[^1]))
                .ToList();
            Foreign =
            [
                .. Foreign.Union(decided.SelectMany(latest => onTopic[latest.ModelName].Where(record => IsForeign(record, latest)))),
            ];
            var missing = decided.Where(latest => !onTopic[latest.ModelName].Contains(latest, SameDecision)).ToList();
            if (missing.Count == 0)
                return published;
            foreach (var record in missing)
                await topic.PublishAsync(record, cancellation).ConfigureAwait(false);
            published.AddRange(missing);
        }

        throw new InvalidOperationException(
            $"topic {Topics.ModelPromotions.Name} still differs from the audit store after {Rounds} rounds: other records are written "
                + $"to it all the time"
        );
    }

    private static bool IsForeign(ModelPromoted record, ModelPromoted latest) =>
        record.DecisionNumber > latest.DecisionNumber
        || (record.DecisionNumber == latest.DecisionNumber && record.ModelSha256 != latest.ModelSha256);
}
