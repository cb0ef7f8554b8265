using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Decides which records count in a history table, and counts them: not the ones that are dead-lettered, and not the ones that fail.
/// Remembers what it has left out. For one thread.
/// </summary>
/// <param name="table">Receives what counts.</param>
/// <param name="refused">Positions that dead letters tell of.</param>
/// <param name="decoder">Of what the scoring loop has not decoded already.</param>
/// <param name="metrics">Counts what is left out.</param>
/// <param name="log">Names each record that fails.</param>
public sealed class HistoryIntake(HistoryTable table, RefusedPositions refused, InputDecoder decoder, ScorerMetrics metrics, ILogger log)
{
    private readonly PendingRefusals pending = new(refused);

    /// <summary>Receives what counts.</summary>
    public HistoryTable Table => table;

    /// <summary>What the table did not take as it came, for the windows.</summary>
    internal HistoryTally Dropped { get; } = new(table);

    /// <summary>False while the table lacks a record that no dead letter tells of yet: saved now, it would take that record for one that
    /// was counted.</summary>
    public bool IsComplete => !pending.Any;

    /// <summary>Counts a delivery that is decoded already.</summary>
    public void Count(OrderDelivered order, ConsumeResult<byte[], byte[]> record, LogPosition position)
    {
        try
        {
            if (!refused.Contains(record))
                table.Observe(order, position);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            NoteFailed(record, position.Log, unexpected);
        }
    }

    /// <summary>Decodes a record of either input and counts it.</summary>
    public void Read(ConsumeResult<byte[], byte[]> record, LogPosition position)
    {
        try
        {
            if (position.Log == InputLog.Reviews)
                table.Observe(decoder.Review(record), position);
            else if (!refused.Contains(record))
                table.Observe(decoder.Delivery(record), position);
        }
        catch (ContractException invalid)
        {
            // A dead-lettered event never enters a history. Deliveries are dead-lettered and counted by the scoring loop.
            if (position.Log == InputLog.Reviews)
                NoteReview(invalid.ReasonCode);
            else
                pending.Add(record, invalid);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            NoteFailed(record, position.Log, unexpected);
        }
    }

    /// <summary>A delivery that the scoring loop dead-letters as invalid stays refused when the loop reads it again.</summary>
    public void Refuse(ConsumeResult<byte[], byte[]> record, ContractException why) => pending.Add(record, why);

    /// <exception cref="ContractException">The record was refused, or could not be counted.</exception>
    public void ThrowIfRefused(ConsumeResult<byte[], byte[]> record) => pending.ThrowIfAny(record);

    /// <inheritdoc cref="HistoryFollower.Accepts"/>
    public bool Accepts(OrderDelivered order, ConsumeResult<byte[], byte[]> record)
    {
        var position = new LogPosition(InputLog.Deliveries, record.Partition.Value, record.Offset.Value);
        return refused.Contains(record) ? table.IsAcceptedByPlace(order, position) : table.IsAccepted(order, position);
    }

    /// <summary>An unexpected exception is the record's: it is left out of the histories, counted and named.</summary>
    private void NoteFailed(ConsumeResult<byte[], byte[]> record, InputLog input, Exception unexpected)
    {
        metrics.HistoryRecordsFailed.WithLabels(record.Topic).Inc();
        if (input == InputLog.Reviews)
            NoteReview(ReasonCodes.ProcessingFailed);
        else
            pending.Add(
                record,
                new ContractException(
                    ReasonCodes.ProcessingFailed,
                    $"{unexpected.GetType().Name} when the record was to be counted: {unexpected.Message}",
                    unexpected
                )
            );
        log.LogError(unexpected, "Histories: {Position} is left out, it cannot be counted", record.TopicPartitionOffset);
    }

    private void NoteReview(string reasonCode)
    {
        metrics.ReviewsRejected.WithLabels(reasonCode).Inc();
        Dropped.ReviewsRefused++;
    }
}
