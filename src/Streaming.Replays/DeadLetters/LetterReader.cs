using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Replays.DeadLetters;

/// <summary>
/// Fetches dead letters with their bytes, by their offsets; values that were too large for a letter come from the records' own places. For
/// one thread.
/// </summary>
public sealed class LetterReader : IDisposable
{
    private const int SkippedByReading = 200;
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly string topic;
    private readonly string inputTopic;
    private readonly IConsumer<byte[], byte[]> consumer;

    /// <param name="settings">Of the scorers: topics, group, clients.</param>
    public LetterReader(ScorerSettings settings)
    {
        topic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        inputTopic = settings.NameOf(Topics.OrderDelivered);
        var config = settings.Client.ForReading($"{settings.GroupId}-dead-letter-bytes-{settings.Instance}");
        config.FetchWaitMaxMs = 20;
        consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
    }

    /// <summary>The letters at these offsets, in this order.</summary>
    /// <param name="partition">Of the dead-letter topic.</param>
    /// <param name="offsets">Rising.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="RedriveFailedException">One is gone from the topic: its retention is over.</exception>
    public List<StoredLetter> Read(int partition, IReadOnlyList<long> offsets, CancellationToken stop)
    {
        var letters = new List<StoredLetter>(offsets.Count);
        if (offsets.Count == 0)
            return letters;
        var at = offsets[0];
        consumer.Assign(new TopicPartitionOffset(topic, partition, at));
        foreach (var wanted in offsets)
        {
            if (wanted - at > SkippedByReading)
                consumer.Seek(new TopicPartitionOffset(topic, partition, wanted));
            letters.Add(ReadOne(partition, wanted, stop));
            at = wanted + 1;
        }

        foreach (var letter in letters.Where(letter => letter.OmittedValueSha256 is not null && letter.Value is null))
            PutBack(letter, stop);
        consumer.Unassign();
        return letters;
    }

    /// <summary>Closes the client.</summary>
    public void Dispose() => consumer.Dispose();

    /// <summary>Only from the topic that is scored: a letter's headers may name any.</summary>
    private void PutBack(StoredLetter letter, CancellationToken stop)
    {
        if (letter.Original is not { } place || place.Topic != inputTopic)
        {
            letter.PutBack(null);
            return;
        }

        consumer.Assign(place);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                if (consumer.Consume(PollWait) is not { } record)
                    continue;
                letter.PutBack(!record.IsPartitionEOF && record.Offset == place.Offset ? record.Message.Value : null);
            }
            catch (ConsumeException gone)
                when (gone.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic)
            {
                letter.PutBack(null);
            }

            return;
        }
    }

    private StoredLetter ReadOne(int partition, long wanted, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is not { } record || record.Offset.Value < wanted)
                continue;
            if (record.IsPartitionEOF || record.Offset.Value > wanted)
                throw new RedriveFailedException(
                    $"{topic} partition {partition} offset {wanted} is not there any more: its retention is over"
                );
            return new StoredLetter(record);
        }
    }
}
