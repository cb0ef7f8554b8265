using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Transactions;

namespace Streaming.Replays.Redrives;

/// <summary>
/// Scores the letters of one order after the other with the live scorer's own code, on records as they were: same topic, partition, offset,
/// timestamp. Nothing of it
/// enters the histories.
/// </summary>
internal sealed class LetterScorer
{
    private readonly InputDecoder decoder;
    private readonly BatchProcessor processor;
    private readonly RedriveAcceptance acceptance;
    private readonly ServedModel served;
    private readonly string scoredTopic;
    private readonly string deadLetterTopic;
    private readonly AvroDeserializer<SatisfactionScored> scores;

    public LetterScorer(
        ScorerSettings settings,
        ISchemaRegistry registry,
        HistoryFollower histories,
        RefusedPositions refused,
        ServedModel served,
        TimeProvider time
    )
    {
        decoder = new InputDecoder(registry);
        this.served = served;
        scoredTopic = settings.NameOf(Topics.SatisfactionScored);
        deadLetterTopic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        scores = new AvroDeserializer<SatisfactionScored>(registry);
        acceptance = new RedriveAcceptance(histories.Table, refused);
        var nothingParked = new ParkedOrders(settings.NameOf(Topics.OrderDelivered));
        processor = new BatchProcessor(settings, registry, decoder, histories, nothingParked, time)
        {
            Accepts = acceptance.Accepts,
            WindowKind = "redriven window",
            TracesOrders = false,
        };
    }

    /// <summary>The records of the order's transaction, without its release; none when a letter is invalid and must not be
    /// discarded.</summary>
    /// <param name="released">The order's letters that were released before: they count against their repetitions.</param>
    /// <param name="waiting">The order's letters that are to be released, in their order.</param>
    /// <param name="discardInvalid">Go on without the invalid ones.</param>
    /// <param name="stop">Ends the wait for the histories.</param>
    /// <exception cref="RegistryUnavailableException">No letter is at fault.</exception>
    public (List<OutgoingRecord> Records, List<RedrivenLetter> Letters) Score(
        IReadOnlyList<StoredLetter> released,
        IReadOnlyList<StoredLetter> waiting,
        bool discardInvalid,
        CancellationToken stop
    )
    {
        var failed = new Dictionary<TopicPartitionOffset, Exception>();
        while (true)
        {
            try
            {
                return Score(released, waiting, failed, discardInvalid, stop);
            }
            catch (RecordFaultException fault) when (fault.Records.Any(record => failed.TryAdd(record, fault.InnerException!)))
            {
                // That letter is as invalid as one that breaks the contract; the others are looked at again.
            }
        }
    }

    private (List<OutgoingRecord> Records, List<RedrivenLetter> Letters) Score(
        IReadOnlyList<StoredLetter> released,
        IReadOnlyList<StoredLetter> waiting,
        Dictionary<TopicPartitionOffset, Exception> failed,
        bool discardInvalid,
        CancellationToken stop
    )
    {
        acceptance.Begin();
        var seen = new HashSet<TopicPartitionOffset>();
        foreach (var letter in released)
            Remember(letter, seen);

        var batch = new DeliveryBatch { StartedAt = Stopwatch.GetTimestamp() };
        var letters = new List<RedrivenLetter>();
        foreach (var letter in waiting)
        {
            var (offset, original) = (letter.Position.Offset.Value, letter.Original);
            if (original is not null && !seen.Add(original))
            {
                letters.Add(new RedrivenLetter(offset, original.Offset.Value, "repeated"));
                continue;
            }

            try
            {
                var record = letter.ToOriginal();
                if (failed.TryGetValue(record.TopicPartitionOffset, out var cause))
                    throw Failed(cause);
                Check(record);
                batch.Records.Add(record);
                letters.Add(new RedrivenLetter(offset, original!.Offset.Value, "duplicate")); // until its score is found
            }
            catch (ContractException invalid)
            {
                letters.Add(
                    new RedrivenLetter(
                        offset,
                        original?.Offset.Value,
                        discardInvalid ? "discarded" : "invalid",
                        Why: $"{invalid.ReasonCode}: {invalid.Message}"
                    )
                );
                if (!discardInvalid)
                    return ([], letters);
            }
        }

        if (batch.Records.Count == 0)
            return ([], letters);
        var outcome = processor.Process(batch, served, stop);
        if (outcome.Records.Find(record => record.Topic == deadLetterTopic) is { Source: { } failing } again)
            throw new RecordFaultException([failing.TopicPartitionOffset], FailureOf(again));
        AddScores(outcome, letters);
        return (outcome.Records, letters);
    }

    /// <exception cref="ContractException">The record is invalid, or nobody knows what it is.</exception>
    private OrderDelivered Check(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            return decoder.Delivery(record);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            throw Failed(unexpected);
        }
    }

    private static ContractException Failed(Exception unexpected) =>
        new(ReasonCodes.ProcessingFailed, $"{unexpected.GetType().Name}: {unexpected.Message}", unexpected);

    private static InvalidOperationException FailureOf(OutgoingRecord letter) =>
        new(Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(DeadLetter.ExceptionMessage)));

    private void Remember(StoredLetter letter, HashSet<TopicPartitionOffset> seen)
    {
        if (letter.Original is not { } original || !seen.Add(original))
            return;
        try
        {
            var record = letter.ToOriginal();
            acceptance.Accepts(Check(record), record);
        }
        catch (ContractException)
        {
            // It was given up: it counts against nobody.
        }
    }

    private void AddScores(BatchOutcome outcome, List<RedrivenLetter> letters)
    {
        foreach (var record in outcome.Records.Where(record => record.Topic == scoredTopic))
        {
            var score = scores.Deserialize(record.Message.Value, false, new SerializationContext(MessageComponentType.Value, scoredTopic));
            var i = letters.FindIndex(letter => letter.InputOffset == score.InputOffset && letter.Outcome == "duplicate");
            letters[i] = letters[i] with { Outcome = "scored", Probability = score.Probability, Tier = score.Tier };
        }
    }
}
