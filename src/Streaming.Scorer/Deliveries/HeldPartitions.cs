using Confluent.Kafka;

namespace Streaming.Scorer.Deliveries;

/// <summary>
/// Partitions that wait because nothing can be done about their next record. What was polled of them is kept here; after a while they are
/// tried again. For one thread.
/// </summary>
internal sealed class HeldPartitions(TimeProvider time)
{
    /// <summary>Between two attempts.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<TopicPartition, Held> held = [];

    public int Count => held.Count;

    /// <summary>What an operator must know of them; null when none waits.</summary>
    public string? Why => held.Count == 0 ? null : string.Join("; ", held.Values.Select(one => one.Why));

    /// <summary>The partition waits from now on.</summary>
    public void Add(TopicPartition partition, string why)
    {
        if (held.TryGetValue(partition, out var before))
            held[partition] = before with { Since = time.GetTimestamp(), Why = why };
        else
            held.Add(partition, new Held(time.GetTimestamp(), why, []));
    }

    /// <summary>Keeps the record when its partition waits.</summary>
    public bool TryKeep(ConsumeResult<byte[], byte[]> record)
    {
        if (held.Count == 0 || !held.TryGetValue(record.TopicPartition, out var waiting))
            return false;
        waiting.Records.Add(record);
        return true;
    }

    /// <summary>Forgets partitions that were taken away: their new owner reads what was kept.</summary>
    public void Drop(IReadOnlySet<TopicPartition> revoked)
    {
        foreach (var partition in revoked)
            held.Remove(partition);
    }

    public bool Contains(TopicPartition partition) => held.ContainsKey(partition);

    /// <summary>Lets the partitions go that are to be tried again.</summary>
    /// <returns>What was kept of each, in the order of the log.</returns>
    public List<List<ConsumeResult<byte[], byte[]>>> TakeDue()
    {
        var due = held.Where(one => time.GetElapsedTime(one.Value.Since) >= Pause).ToList();
        foreach (var (partition, _) in due)
            held.Remove(partition);
        return due.ConvertAll(one => one.Value.Records);
    }

    private sealed record Held(long Since, string Why, List<ConsumeResult<byte[], byte[]>> Records);
}
