using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer.Faults;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// Exactly once: records and input offsets in one Kafka transaction. A producer that is fenced, or whose transaction cannot be decided
/// through it, is
/// replaced: <c>InitTransactions</c> of the next one commits or aborts what its predecessor has left open under the same id.
/// </summary>
internal sealed class TransactionalOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly DeliveryReports failures = new();
    private IProducer<byte[], byte[]>? producer;
    private volatile bool isCommitting;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        Recover();
        var open = producer!;
        failures.Clear();
        isCommitting = true;
        try
        {
            open.BeginTransaction();
            using (BatchTrace.Step(BatchTrace.Produce))
            {
                foreach (var record in records)
                    OutputProducer.Send(open, record, failures.Note);
            }

            using (BatchTrace.Step(BatchTrace.Offsets))
                open.SendOffsetsToTransaction(inputs, group, BrokerWait);
            using (BatchTrace.Step(BatchTrace.Commit))
                Finish(open);
            metrics.Transactions.WithLabels("committed").Inc();
        }
        catch (CommitFaultException refused) when (refused.Refusal is not null)
        {
            throw GiveUp(open, refused.Message, null, refused.InnerException!, refused.Refusal);
        }
        catch (KafkaException fault)
        {
            throw GiveUp(open, failures.Describe() ?? Describe(fault.Error, records), fault.Error, fault, failures.Refusal);
        }
        finally
        {
            isCommitting = false;
        }
    }

    public void Recover()
    {
        if (producer is not null)
            return;
        var opened = OutputProducer.Open(
            settings,
            config =>
            {
                config.TransactionalId = $"{settings.GroupId}-{settings.Instance}";
                config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
            },
            log
        );
        try
        {
            opened.InitTransactions(BrokerWait);
            producer = opened;
        }
        catch (KafkaException fault)
        {
            opened.Dispose();
            throw new CommitFaultException("broker", $"transactional id {settings.GroupId}-{settings.Instance}: {fault.Message}", fault);
        }
    }

    public void Dispose() => OutputProducer.Close(producer, isCommitting, metrics, log);

    /// <summary>
    /// Asks for the commit until it is decided. The second time at the latest the client has given up records that it could not send, and
    /// says which; the
    /// cluster keeps the transaction open no longer than the first.
    /// </summary>
    private void Finish(IProducer<byte[], byte[]> open)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                open.CommitTransaction(settings.TransactionTimeout);
                return;
            }
            catch (KafkaRetriableException) when (Stopwatch.GetElapsedTime(started) < settings.TransactionTimeout * 2)
            {
                // The same commit may simply be asked for again; its outcome is not decided yet.
            }
        }
    }

    /// <summary>What the broker refuses when partitions are added to the transaction comes without a name.</summary>
    private static string Describe(Error error, IReadOnlyList<OutgoingRecord> records) =>
        error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart
            ? $"{error.Reason}; one of {string.Join(", ", records.Select(record => record.Topic).Distinct())}"
            : error.Reason;

    /// <summary>
    /// The cluster has answered, and the producer can go on after an abort. After a fault of the client's own (a time-out, a lost
    /// connection) it may still hold
    /// records whose fate nobody knows, and it was seen to wait for them without end.
    /// </summary>
    private bool IsRefused(Error error) => !error.IsFatal && !error.IsLocalError && !failures.AreLocal;

    /// <param name="error">What the cluster said; null when the client itself refused a record and nothing was sent of it.</param>
    private CommitFaultException GiveUp(IProducer<byte[], byte[]> open, string why, Error? error, Exception inner, OutputRefusal? refusal)
    {
        if (error is null || IsRefused(error))
        {
            try
            {
                open.AbortTransaction(BrokerWait);
                metrics.Transactions.WithLabels("aborted").Inc();
                return new CommitFaultException("aborted", $"transaction aborted: {why}", inner, refusal);
            }
            catch (KafkaException worse)
            {
                log.LogWarning("Abort failed: {Error}", worse.Error.Reason);
            }
        }

        open.Dispose();
        producer = null;
        metrics.ProducersReplaced.Inc();
        var cause = error is { IsFatal: true } ? FaultPolicy.Fenced : "broker";
        metrics.Transactions.WithLabels(cause).Inc();
        return new CommitFaultException(cause, $"producer replaced: {(IsTakenOver(error) ? $"{TakenOver} ({why})" : why)}", inner, refusal);
    }

    private string TakenOver =>
        $"another process uses InstanceId '{settings.Instance}' in group '{settings.GroupId}' and shuts this one out (each needs one of "
        + $"its own), "
        + "or this process was halted for longer than a transaction may stay open";

    private static bool IsTakenOver(Error? error) =>
        error?.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;
}
