using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Features.Histories;
using Streaming.Kafka.Logs;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Loop;

/// <summary>What people and monitoring are told of a scoring loop: its log, its metrics, and its part of readiness and liveness. Changes
/// nothing of the scoring.</summary>
internal sealed class LoopReport(ScorerSettings settings, ScorerMetrics metrics, ScorerState state, TimeProvider time, ILogger log)
{
    /// <summary>The loop moves.</summary>
    public void Moves() => state.Heartbeat();

    /// <summary>Orders are scored.</summary>
    public void Scores() => state.Scoring();

    /// <param name="hasModel">Whether there is one already.</param>
    public void BeginsWithModel(bool hasModel)
    {
        state.Waiting($"waiting for a promotion of model '{settings.ModelName}'");
        if (hasModel)
            return;
        log.LogInformation(
            "Waiting for a promotion of model '{Model}' on topic {Topic}: nothing is scored until one comes (`streaming models "
                + "promote` decides about one)",
            settings.ModelName,
            settings.NameOf(Contracts.Topics.ModelPromotions)
        );
    }

    public void ReadsHistories() => state.Waiting("reading the histories");

    /// <summary>The logs are read from their beginning: they are others than before.</summary>
    public void ReadsAnew(TopicMadeAnewException anew)
    {
        metrics.TopicsMadeAnew.Inc();
        state.Waiting($"reading anew: {anew.Message}");
        state.Warn(
            nameof(TopicMadeAnewException),
            $"at {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC the histories were read anew: {anew.Message}. "
                + $"Where orders were published before that, compare scores and orders; "
                + $"kafka-consumer-groups.sh --reset-offsets scores them again"
        );
        log.LogError("The histories are read anew: {Reason}", anew.Message);
    }

    /// <summary>The clients are replaced after a pause.</summary>
    public void RestartsClients(Exception fault, string cause, TimeSpan pause)
    {
        metrics.Restarts.WithLabels(cause).Inc();
        var why = FaultPolicy.LogMessage(fault);
        state.Waiting($"waiting ({cause}): {FaultPolicy.PublicMessage(fault)}");
        log.LogWarning("The scorer's clients start anew in {BackOff} ms: {Fault}", pause.TotalMilliseconds, why);
    }

    /// <summary>A batch is read again; what nobody but one record is to blame for does not stop the loop.</summary>
    public void ReadsAgain(Exception fault, string cause)
    {
        metrics.Retries.WithLabels(cause).Inc();
        if (FaultPolicy.IsOfRecords(cause))
        {
            state.Heartbeat();
            log.LogWarning(fault, "A record failed; its batch is read again, and the record alone: {Fault}", FaultPolicy.LogMessage(fault));
            return;
        }

        if (cause == FaultPolicy.Fenced)
            state.Fenced(FaultPolicy.PublicMessage(fault));
        state.Waiting($"waiting ({cause}): {FaultPolicy.PublicMessage(fault)}");
    }

    public void RetriesIn(TimeSpan pause, Exception fault) =>
        log.LogWarning("Trying again in {BackOff} ms: {Fault}", pause.TotalMilliseconds, FaultPolicy.LogMessage(fault));

    public void GaveUp(Exception fault) => log.LogWarning("A batch was given up: {Fault}", FaultPolicy.LogMessage(fault));

    /// <summary>A batch is on the cluster.</summary>
    public void Committed(CommitUnderWay commit, HistoryCounters counters)
    {
        state.Scoring();
        commit.Outcome.CountInto(metrics, time.GetUtcNow());
        commit.Outcome.Spans.End();
        metrics.HistoryLate.Set(counters.Late);
        metrics.HistoryTooMany.Set(counters.TooMany);
        metrics.BatchRecords.Observe(commit.Outcome.InputRecords);
        metrics.BatchSeconds.Observe(commit.Took.TotalSeconds);
    }

    /// <summary>Partitions wait, and why; null when none does.</summary>
    public void Holds(int partitions, string? why)
    {
        metrics.HeldPartitions.Set(partitions);
        state.Held(why);
    }

    /// <summary>Nothing more can be made of a record.</summary>
    /// <returns>The same in words, for readiness.</returns>
    public string CannotDeadLetter(TopicPartitionOffset record, string why)
    {
        var text =
            $"{record.Topic} partition {record.Partition.Value} offset {record.Offset.Value} cannot be dead-lettered: {why}. "
            + $"Its partition waits and is tried again every "
            + $"{HeldPartitions.Pause.TotalSeconds:0} s; let the topic take the letter (max.message.bytes, "
            + $"message.timestamp.before.max.ms and .after.max.ms), or move the group past the record "
            + $"(kafka-consumer-groups.sh --group {settings.GroupId} --reset-offsets, while no scorer runs)";
        log.LogError("{Held}", text);
        return text;
    }
}
