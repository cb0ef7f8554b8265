using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer.Faults;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// At least once: sends with an idempotent producer and waits for every acknowledgement; the consumer commits its offsets afterwards. A
/// batch that was
/// given up, or whose scorer died before the offsets were committed, is sent again.
/// </summary>
internal sealed class PlainOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly DeliveryReports failures = new();
    private IProducer<byte[], byte[]>? producer;
    private volatile bool isCommitting;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        var open = producer ??= OutputProducer.Open(settings, _ => { }, log);
        failures.Clear();
        isCommitting = true;
        try
        {
            using (BatchTrace.Step(BatchTrace.Produce))
            {
                foreach (var record in records)
                    OutputProducer.Send(open, record, failures.Note);
            }

            using (BatchTrace.Step(BatchTrace.Commit))
            {
                var waiting = open.Flush(BrokerWait);
                if (failures.Describe() is { } failed)
                    throw GiveUp(failed, null, failures.Refusal);
                if (waiting > 0)
                    throw GiveUp($"{waiting} records not acknowledged within {BrokerWait.TotalSeconds} s", null);
            }
        }
        catch (CommitFaultException refused) when (refused.Refusal is not null && producer is not null)
        {
            throw GiveUp(refused.Message, refused.InnerException, refused.Refusal);
        }
        catch (KafkaException fault)
        {
            throw GiveUp(failures.Describe() ?? fault.Message, fault);
        }
        finally
        {
            isCommitting = false;
        }
    }

    /// <summary>Nothing is ever undecided: what was not acknowledged is sent again.</summary>
    public void Recover() { }

    public void Dispose() => OutputProducer.Close(producer, isCommitting, metrics, log);

    /// <summary>The producer goes too: what is still in its queue must not come after the batch was sent again.</summary>
    private CommitFaultException GiveUp(string why, Exception? inner, OutputRefusal? refusal = null)
    {
        producer?.Dispose();
        producer = null;
        metrics.ProducersReplaced.Inc();
        return new CommitFaultException("broker", why, inner, refusal);
    }
}
