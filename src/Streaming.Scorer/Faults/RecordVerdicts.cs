using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Scorer.Faults;

/// <summary>What is done about a record that went wrong, each step once the one before did not help.</summary>
internal enum RecordRemedy
{
    /// <summary>It is processed in a batch of its own.</summary>
    Alone,

    /// <summary>It is dead-lettered: what would be published about it is refused.</summary>
    DeadLetter,

    /// <summary>The same without its value: the letter is refused as well.</summary>
    WithoutValue,

    /// <summary>Nothing more can be made of it: its partition waits, the others go on.</summary>
    Held,
}

/// <summary>A remedy and why it was chosen.</summary>
/// <param name="Remedy">The last one.</param>
/// <param name="Why">Of the dead letter; null while it is only processed alone.</param>
internal readonly record struct RecordVerdict(RecordRemedy Remedy, ContractException? Why);

/// <summary>
/// What is known of single records that went wrong, by their places, until they are committed. Outlives the clients of a scorer: a poison
/// record must not begin anew with them. For one thread.
/// </summary>
internal sealed class RecordVerdicts
{
    private readonly Dictionary<TopicPartitionOffset, RecordVerdict> verdicts = [];
    private readonly HashSet<TopicPartitionOffset> windowless = [];

    /// <summary>Whether the record must be the only one of its batch.</summary>
    public bool IsAlone(ConsumeResult<byte[], byte[]> record) => verdicts.Count > 0 && verdicts.ContainsKey(record.TopicPartitionOffset);

    /// <summary>Null for an ordinary record.</summary>
    public RecordVerdict? Find(ConsumeResult<byte[], byte[]> record) =>
        verdicts.Count > 0 && verdicts.TryGetValue(record.TopicPartitionOffset, out var verdict) ? verdict : null;

    /// <summary>Whether the window of this record's batch is left out: the cluster has refused it.</summary>
    public bool IsWindowless(ConsumeResult<byte[], byte[]> record) =>
        windowless.Count > 0 && windowless.Contains(record.TopicPartitionOffset);

    /// <summary>These are processed alone from now on.</summary>
    public void PutAlone(IEnumerable<TopicPartitionOffset> records)
    {
        foreach (var record in records)
            verdicts.TryAdd(record, new RecordVerdict(RecordRemedy.Alone, null));
    }

    /// <summary>
    /// The cluster has refused something of this batch. Where it is not clear whose it was, its records are processed alone; where it is,
    /// the next remedy is chosen.
    /// </summary>
    /// <returns>The record whose partition must wait, and why; null as a rule.</returns>
    public (TopicPartitionOffset Record, string Why)? NoteRefused(BatchOutcome outcome, OutputRefusal refusal, string windowTopic)
    {
        if (refusal.Topic == windowTopic)
        {
            windowless.UnionWith(Places(outcome));
            return null;
        }

        var refused = outcome.Records.Where(refusal.MayBe).ToList();
        if (outcome.Sources.Count > 1)
        {
            PutAlone(
                refused.Count > 0
                    ? refused.Select(record => record.Source?.TopicPartitionOffset).OfType<TopicPartitionOffset>()
                    : Places(outcome)
            );
            return null;
        }

        var place = outcome.Sources[0].TopicPartitionOffset;
        var why = refusal.Describe(refused.Count > 0 ? refused[0] : null);
        var (last, known) = verdicts.GetValueOrDefault(place);
        var isLetter = known is not null || outcome.DeadLetterReasons.Count > 0;
        var remedy =
            !isLetter ? RecordRemedy.DeadLetter
            : last < RecordRemedy.WithoutValue ? RecordRemedy.WithoutValue
            : RecordRemedy.Held;
        var reason = isLetter ? known : Refused(why);
        verdicts[place] = new RecordVerdict(remedy, reason);
        return remedy == RecordRemedy.Held ? (place, why) : null;
    }

    /// <summary>These are done, with everything before them.</summary>
    public void Forget(IReadOnlyCollection<TopicPartitionOffset> next)
    {
        if (verdicts.Count == 0 && windowless.Count == 0)
            return;
        foreach (var end in next)
        {
            foreach (var done in verdicts.Keys.Where(place => IsBefore(place, end)).ToList())
                verdicts.Remove(done);
            windowless.RemoveWhere(place => IsBefore(place, end));
        }
    }

    private static ContractException Refused(string why) =>
        new(ReasonCodes.OutputRefused, $"{why}. The topic's max.message.bytes or the record's size must change, then it can be redriven");

    private static IEnumerable<TopicPartitionOffset> Places(BatchOutcome outcome) =>
        outcome.Sources.Select(record => record.TopicPartitionOffset);

    private static bool IsBefore(TopicPartitionOffset place, TopicPartitionOffset end) =>
        place.TopicPartition == end.TopicPartition && place.Offset < end.Offset;
}
