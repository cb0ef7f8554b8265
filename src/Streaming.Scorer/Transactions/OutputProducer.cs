using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Transactions;

/// <summary>What the producers of both guarantees have in common.</summary>
public static class OutputProducer
{
    private static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(10);

    /// <summary>Opens an idempotent producer.</summary>
    /// <param name="settings">How to reach the cluster; names the client.</param>
    /// <param name="configure">Adds what a guarantee needs.</param>
    /// <param name="log">Receives the complaints of the client.</param>
    public static IProducer<byte[], byte[]> Open(ScorerSettings settings, Action<ProducerConfig> configure, ILogger log)
    {
        var config = settings.Client.ForProducer();
        config.ClientId = settings.Instance + "-output";
        config.EnableIdempotence = true;
        config.LingerMs = 0;
        config.MessageTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        config.MessageMaxBytes = Topics.LargestDeadLetterBytes;
        config.DeliveryReportFields = "none";
        configure(config);
        var complaints = new ClientErrors("Scoring producer", log);
        return settings.Clients.Producer(config, complaints.Note);
    }

    /// <summary>
    /// Ends a producer. One whose commit has never come back is left alone instead: ending it would wait for that as well. What it may
    /// still do is fenced off
    /// by its successor; a thread and its memory are lost, and counted.
    /// </summary>
    internal static void Close(IProducer<byte[], byte[]>? open, bool isCommitting, ScorerMetrics metrics, ILogger log)
    {
        if (!isCommitting)
        {
            open?.Dispose();
            return;
        }

        metrics.ProducersAbandoned.Inc();
        log.LogError("A producer whose commit never came back is left behind: it keeps a thread and some memory until the process ends");
    }

    /// <summary>Hands a record over; waits while the producer's queue is full.</summary>
    /// <exception cref="CommitFaultException">The client does not take the record for what it is; carries the refusal.</exception>
    public static void Send(IProducer<byte[], byte[]> open, OutgoingRecord record, Action<DeliveryReport<byte[], byte[]>>? report)
    {
        var target = new TopicPartition(record.Topic, record.Partition ?? Partition.Any);
        while (true)
        {
            try
            {
                open.Produce(target, record.Message, report);
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                open.Poll(QueueWait);
            }
            catch (ProduceException<byte[], byte[]> refused) when (OutputRefusal.IsOfRecord(refused.Error))
            {
                throw Refuse(record, refused.Error.Reason, refused);
            }
            catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
            {
                throw Refuse(record, $"{unexpected.GetType().Name}: {unexpected.Message}", unexpected);
            }
        }
    }

    private static CommitFaultException Refuse(OutgoingRecord record, string reason, Exception inner)
    {
        var refusal = new OutputRefusal(record.Topic, record.Partition, reason, record);
        return new CommitFaultException(FaultPolicy.Refused, refusal.Describe(record), inner, refusal);
    }
}
