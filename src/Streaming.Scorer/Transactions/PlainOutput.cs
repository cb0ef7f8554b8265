using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// At least once: sends with an idempotent producer and waits for every acknowledgement; the consumer commits its offsets afterwards. A batch that was
/// given up, or whose scorer died before the offsets were committed, is sent again.
/// </summary>
internal sealed class PlainOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private IProducer<byte[], byte[]>? producer;
    private Error? failed;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        try
        {
            var open = producer ??= Open();
            failed = null;
            using (BatchTrace.Step(BatchTrace.Produce))
            {
                foreach (var record in records) OutputProducer.Send(open, record, report => failed ??= report.Error.IsError ? report.Error : null);
            }

            using (BatchTrace.Step(BatchTrace.Commit))
            {
                if (open.Flush(BrokerWait) > 0) throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"not acknowledged within {BrokerWait.TotalSeconds} s"));
            }

            if (failed is { } error) throw new KafkaException(error);
        }
        catch (KafkaException trouble)
        {
            // What is still in the producer's queue must not come after the batch is sent again.
            producer?.Dispose();
            producer = null;
            metrics.ProducersReplaced.Inc();
            throw new BatchGivenUpException("broker", trouble);
        }
    }

    public void Dispose() => producer?.Dispose();

    private IProducer<byte[], byte[]> Open() => OutputProducer.Open(settings, config => config.EnableDeliveryReports = true, log);
}
