using System.Globalization;
using Confluent.Kafka;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Scores;

namespace Streaming.Scorer.Windows;

/// <summary>
/// The windows of one batch. Exactly once: one, whose id names where each partition was read to. At least once: one for each partition,
/// because a batch that is read again by other
/// instances meets other partitions, and only the single partition is cut again where it was. Reused from batch to batch; one thread.
/// </summary>
/// <param name="settings">The guarantee decides.</param>
/// <param name="served">The model of the batches.</param>
internal sealed class BatchWindows(ScorerSettings settings, ServedModel served)
{
    private const int AllPartitions = -1;

    private readonly SortedDictionary<int, WindowAccumulator> windows = [];

    /// <summary>The model that they count on the bins of.</summary>
    public ServedModel Served => served;

    /// <summary>The window that counts records of an input partition.</summary>
    public WindowAccumulator Of(int partition)
    {
        var number = settings.Guarantee == ProcessingGuarantee.AtLeastOnce ? partition : AllPartitions;
        if (!windows.TryGetValue(number, out var window))
            windows.Add(number, window = new WindowAccumulator(served));
        return window;
    }

    public void Clear()
    {
        foreach (var window in windows.Values)
            window.Clear();
    }

    /// <summary>Scored orders of a tier.</summary>
    public long Count(Tier tier) => windows.Values.Sum(window => window.Count(tier));

    /// <summary>Those that have counted something, each with its id.</summary>
    /// <param name="kind">First part of the ids.</param>
    /// <param name="ends">Next input offset per partition.</param>
    public IEnumerable<(string Id, WindowAccumulator Window)> Filled(string kind, IReadOnlyList<TopicPartitionOffset> ends)
    {
        foreach (var (number, window) in windows)
        {
            if (window.IsEmpty)
                continue;
            var counted = ends.Where(end => number == AllPartitions || end.Partition.Value == number);
            yield return (StableId.Of(kind, ends[0].Topic, string.Join(',', counted.Select(Text))), window);
        }
    }

    private static string Text(TopicPartitionOffset end) =>
        string.Create(CultureInfo.InvariantCulture, $"{end.Partition.Value}:{end.Offset.Value}");
}
