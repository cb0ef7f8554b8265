using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>What a reader of committed records finds in the end, held against what was sent.</summary>
internal sealed class Books
{
    private readonly Simulation simulation;
    private readonly bool isExact;
    private readonly List<(SatisfactionScored Score, LogEntry Entry, long Place)> scores = [];
    private readonly List<(StoredLetter Letter, LogEntry Entry)> letters = [];
    private readonly List<(string Key, DeadLettersRedriven Release, LogEntry Entry)> releases = [];
    private readonly List<ScoringWindow> windows = [];

    public Books(Simulation simulation)
    {
        this.simulation = simulation;
        isExact = simulation.Settings.Guarantee == ProcessingGuarantee.ExactlyOnce;
        var registry = simulation.Registry;
        var (scored, window, release) = (
            new AvroDeserializer<SatisfactionScored>(registry),
            new AvroDeserializer<ScoringWindow>(registry),
            new AvroDeserializer<DeadLettersRedriven>(registry)
        );
        foreach (var (record, entry) in Visible(Topics.SatisfactionScored))
            scores.Add((scored.Deserialize(record.Message.Value, false, Context(record)), entry, record.Offset.Value));
        foreach (var (record, _) in Visible(Topics.ScoringWindows))
            windows.Add(window.Deserialize(record.Message.Value, false, Context(record)));
        foreach (var (record, entry) in Visible(Topics.OrderDeliveredDeadLetters))
            letters.Add((new StoredLetter(record), entry));
        foreach (var (record, entry) in Visible(Topics.OrderDeliveredRedrives))
            releases.Add(
                (Encoding.UTF8.GetString(record.Message.Key), release.Deserialize(record.Message.Value, false, Context(record)), entry)
            );
    }

    /// <param name="counted">Scored orders by the metric.</param>
    /// <param name="hasCrashed">Something may have kept a commit from being counted.</param>
    public string? FindFault(double counted, bool hasCrashed)
    {
        var expected = Expected(out var duplicates);
        return Outcomes(expected, duplicates) ?? Order() ?? Parked() ?? Decisions() ?? Windows(duplicates) ?? Counters(counted, hasCrashed);
    }

    /// <summary>The vectors as offline scoring of the same log has them, and what repeats.</summary>
    private Dictionary<TopicPartitionOffset, float[]?> Expected(out HashSet<TopicPartitionOffset> duplicates)
    {
        var decoder = new InputDecoder(simulation.Registry);
        var offline = new OfflineScorer(TestModel.Load());
        var logs = new Dictionary<TopicPartition, Queue<(MarketEvent Event, LogPosition Position, TopicPartitionOffset At)>>();
        var expected = new Dictionary<TopicPartitionOffset, float[]?>();
        foreach (var (record, _) in Visible(Topics.OrderDelivered))
        {
            try
            {
                Add(new MarketEvent(decoder.Delivery(record)), InputLog.Deliveries, record);
            }
            catch (ContractException)
            {
                expected.Add(record.TopicPartitionOffset, null);
            }
        }

        foreach (var (record, _) in Visible(Topics.ReviewSubmitted))
            Add(new MarketEvent(decoder.Review(record)), InputLog.Reviews, record);
        duplicates = [];
        while (logs.Values.Where(log => log.Count > 0).MinBy(log => log.Peek().Event.RecordedAt.Milliseconds) is { } earliest)
        {
            var (happened, position, at) = earliest.Dequeue();
            offline.Observe(happened, position);
            if (happened.Delivery is not { } delivery)
                continue;
            if (offline.Score(delivery, position) is { } score)
                expected.Add(at, score.Vector);
            else
                duplicates.Add(at);
        }

        return expected;

        void Add(MarketEvent happened, InputLog log, ConsumeResult<byte[], byte[]> record)
        {
            if (!logs.TryGetValue(record.TopicPartition, out var waiting))
                logs.Add(record.TopicPartition, waiting = []);
            waiting.Enqueue((happened, new LogPosition(log, record.Partition.Value, record.Offset.Value), record.TopicPartitionOffset));
        }
    }

    private string? Outcomes(Dictionary<TopicPartitionOffset, float[]?> expected, HashSet<TopicPartitionOffset> duplicates)
    {
        var scored = scores.ToLookup(entry => Input(entry.Score));
        var diverted = letters.ToLookup(entry => entry.Letter.Original!);
        foreach (var input in expected.Keys.Concat(duplicates))
        {
            var (scoredTimes, divertedTimes) = (scored[input].Count(), diverted[input].Count());
            var isRefused = expected.TryGetValue(input, out var vector) && vector is null;
            if (isExact && scoredTimes + divertedTimes > 1)
                return $"{input}: {scoredTimes} scores and {divertedTimes} dead letters";
            if (!isExact && scored[input].Select(entry => entry.Score.EventId).Distinct().Count() > 1)
                return $"{input}: its scores have different ids";
            if (scoredTimes > 0 && divertedTimes > 0 && releases.Count == 0)
                return $"{input}: scored and dead-lettered";
            if (duplicates.Contains(input))
            {
                if (scoredTimes > 0)
                    return $"{input}: a repetition was scored";
                continue;
            }

            if (scoredTimes + divertedTimes == 0)
                return $"{input}: lost";
            if (isRefused && scoredTimes > 0)
                return $"{input}: what cannot be read was scored";
            if (
                scored[input]
                    .Any(entry =>
                        !entry
                            .Score.FeatureVector.Select(BitConverter.SingleToInt32Bits)
                            .SequenceEqual(vector!.Select(BitConverter.SingleToInt32Bits))
                    )
            )
                return $"{input}: another vector than offline";
        }

        var stray = scored
            .Select(group => group.Key)
            .Concat(diverted.Select(group => group.Key))
            .FirstOrDefault(input => !expected.ContainsKey(input) && !duplicates.Contains(input));
        return stray is null ? null : $"{stray}: never sent";
    }

    private string? Order()
    {
        foreach (var order in scores.GroupBy(entry => entry.Score.OrderId))
        {
            var last = -1L;
            foreach (var (score, _, _) in order.OrderBy(entry => entry.Place).DistinctBy(entry => entry.Score.InputOffset))
            {
                if (score.InputOffset < last)
                    return $"order {score.OrderId}: offset {score.InputOffset} was scored after {last}";
                last = score.InputOffset;
            }
        }

        return null;
    }

    private string? Parked()
    {
        foreach (var (score, entry, _) in scores)
        {
            foreach (
                var (letter, _) in letters.Where(other => IsBefore(other.Letter, score.OrderId, score.InputPartition, score.InputOffset))
            )
                if (
                    !releases.Exists(release =>
                        release.Key == score.OrderId
                        && release.Release.DeadLetterPartition == letter.Position.Partition.Value
                        && release.Release.ReleasedThrough >= letter.Position.Offset.Value
                        && release.Entry.At < entry.At
                    ) && (isExact || letters.First(first => first.Letter.Original == letter.Original).Letter == letter)
                )
                    return $"order {score.OrderId}: {score.InputOffset} was scored although {letter.Original!.Offset} waits at "
                        + $"{letter.Position}";
        }

        foreach (var (letter, _) in letters.Where(entry => entry.Letter.Reason == ReasonCodes.ParkedBehind))
            if (
                !letters.Exists(other =>
                    IsBefore(
                        other.Letter,
                        Encoding.UTF8.GetString(letter.Key!),
                        letter.Original!.Partition.Value,
                        letter.Original.Offset.Value
                    )
                )
            )
                return $"{letter.Original}: parked behind nothing";
        return null;
    }

    private string? Decisions() =>
        scores
            .Where(entry => entry.Score.DecisionNumber < simulation.Inputs.Decisions[Input(entry.Score)])
            .Select(entry =>
                $"{Input(entry.Score)}: scored by decision {entry.Score.DecisionNumber} after "
                + $"{simulation.Inputs.Decisions[Input(entry.Score)]} was served"
            )
            .FirstOrDefault();

    private string? Windows(HashSet<TopicPartitionOffset> duplicates)
    {
        if (!isExact && releases.Count > 0)
            return null; // what was released between two attempts is a dead letter in one and a score in the other
        var counted = windows.DistinctBy(window => window.EventId).ToList();
        if (isExact && counted.Count < windows.Count)
            return "two windows have one id";
        var found = (counted.Sum(window => window.Scored), counted.Sum(window => window.DeadLettered));
        var right = (
            scores.Select(entry => Input(entry.Score)).Distinct().LongCount(),
            letters.Select(entry => entry.Letter.Original).Distinct().LongCount()
        );
        if (found != right)
            return $"windows count {found} scores and dead letters, there are {right}";
        var repeated = counted.Sum(window => window.Duplicates);
        var passed = duplicates.Count(input => !letters.Exists(entry => entry.Letter.Original == input));
        return repeated == passed ? null : $"windows count {repeated} repetitions, there are {passed}";
    }

    private string? Counters(double counted, bool hasCrashed)
    {
        if (counted > simulation.Answered)
            return $"the metric counts {counted} scores, {simulation.Answered} were committed";
        return isExact && !hasCrashed && counted < simulation.Answered
            ? $"the metric counts {counted} of {simulation.Answered} committed scores"
            : null;
    }

    private IEnumerable<(ConsumeResult<byte[], byte[]> Record, LogEntry Entry)> Visible(Topic topic)
    {
        foreach (var partition in simulation.Cluster.PartitionsOf(simulation.Settings.NameOf(topic)))
        {
            var entries = simulation.Cluster.Log(partition).Entries;
            for (var i = 0; i < entries.Count; i++)
                if (entries[i].IsVisible)
                    yield return (
                        new ConsumeResult<byte[], byte[]>
                        {
                            TopicPartitionOffset = new TopicPartitionOffset(partition, i),
                            Message = entries[i].Message!,
                        },
                        entries[i]
                    );
        }
    }

    private static bool IsBefore(StoredLetter letter, string key, int partition, long offset) =>
        letter.Key is { } bytes
        && letter.Original!.Partition.Value == partition
        && letter.Original.Offset.Value < offset
        && Encoding.UTF8.GetString(bytes) == key;

    private static TopicPartitionOffset Input(SatisfactionScored score) => new(score.InputTopic, score.InputPartition, score.InputOffset);

    private static SerializationContext Context(ConsumeResult<byte[], byte[]> record) => new(MessageComponentType.Value, record.Topic);
}
