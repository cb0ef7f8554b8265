using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
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
    /// <summary>How long nothing may come until the cluster counts as away: a broker's restart does not take it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string topic;
    private readonly string inputTopic;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly RecordLookup records;

    /// <param name="settings">Of the scorers: topics, group, clients.</param>
    public LetterReader(ScorerSettings settings)
    {
        topic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        inputTopic = settings.NameOf(Topics.OrderDelivered);
        var config = settings.Client.ForReading($"{settings.GroupId}-dead-letter-bytes-{settings.Instance}");
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.FetchWaitMaxMs = 20;
        consumer = settings.Clients.Consumer(config, _ => { });
        records = new RecordLookup(consumer, Patience, TimeProvider.System);
    }

    /// <summary>The letters at these offsets, in this order.</summary>
    /// <param name="partition">Of the dead-letter topic.</param>
    /// <param name="offsets">Rising.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="RedriveFailedException">One is gone from the topic: its retention is over.</exception>
    /// <exception cref="KafkaException">The cluster is away.</exception>
    public List<StoredLetter> Read(int partition, IReadOnlyList<long> offsets, CancellationToken stop)
    {
        var letters = new List<StoredLetter>(offsets.Count);
        foreach (var record in records.At(new TopicPartition(topic, partition), offsets, stop))
            letters.Add(
                record is not null
                    ? new StoredLetter(record)
                    : throw new RedriveFailedException(
                        $"{topic} partition {partition} offset {offsets[letters.Count]} is not there any more: its retention is over"
                    )
            );
        foreach (var letter in letters.Where(letter => letter.OmittedValueSha256 is not null && letter.Value is null))
            PutBack(letter, stop);
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

        try
        {
            letter.PutBack(records.At(place, stop)?.Message.Value);
        }
        catch (ConsumeException gone)
            when (gone.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic)
        {
            letter.PutBack(null);
        }
    }
}
