using System.Globalization;
using Confluent.Kafka;

namespace Streaming.Replays.OfflineScoring;

/// <summary>Records that failed for no reason that was foreseen while a log was read: each is left out, counted once and, the first ones,
/// named. For one thread.</summary>
public sealed class LeftOutRecords
{
    private const int Named = 20;

    /// <summary>A log that is read several times meets the same ones again; beyond so many they may be counted twice.</summary>
    private const int Remembered = 10_000;

    private readonly HashSet<TopicPartitionOffset> places = [];
    private readonly List<string> names = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The first ones with what happened, one line each, then how many more there are; empty when there is none.</summary>
    public IEnumerable<string> Lines =>
        Count <= names.Count
            ? names
            : [.. names, string.Create(CultureInfo.InvariantCulture, $"left out: {Count - names.Count:N0} more records that failed")];

    internal void Note(TopicPartitionOffset place, Exception why) => Note(place, $"{why.GetType().Name}: {why.Message}");

    internal void Note(TopicPartitionOffset place, string why)
    {
        if (places.Contains(place))
            return;
        if (places.Count < Remembered)
            places.Add(place);
        Count++;
        if (names.Count < Named)
            names.Add($"left out: {place.Topic} partition {place.Partition.Value} offset {place.Offset.Value}: {why}");
    }
}
