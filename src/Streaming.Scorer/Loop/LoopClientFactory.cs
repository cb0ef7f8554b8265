using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Kafka.Registry;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Loop;

/// <summary>Opens the Kafka clients of a scoring loop, again and again in the life of a scorer.</summary>
internal sealed class LoopClientFactory(
    ScorerSettings settings,
    ISchemaRegistry registry,
    ScorerMetrics metrics,
    ScorerState state,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Where a test puts a fault.</summary>
    public ScoringSeams Seams { get; init; } = ScoringSeams.None;

    /// <summary>What is known of records that went wrong before; outlives the clients.</summary>
    public RecordVerdicts Verdicts { get; init; } = new();

    /// <summary>Opens them all; none stays open when one fails.</summary>
    /// <param name="table">What the histories were read into until now.</param>
    /// <exception cref="TopicLayoutException">The topics do not fit together.</exception>
    /// <exception cref="KafkaException">A topic is missing or no broker answers.</exception>
    public LoopClients Open(HistoryTable table)
    {
        var opened = new Stack<IDisposable>();
        try
        {
            return Open(table, opened);
        }
        catch
        {
            LoopClients.Close(opened);
            throw;
        }
    }

    private LoopClients Open(HistoryTable table, Stack<IDisposable> opened)
    {
        var decoder = new InputDecoder(registry) { BeforeDecoding = Seams.BeforeDecoding };
        var parked = new ParkedOrders(settings.NameOf(Topics.OrderDelivered));
        var deadLetters = Opened(new DeadLetterFollower(settings, registry, parked, time, log) { Progressed = state.Heartbeat });
        var intake = new HistoryIntake(table, parked.Refused, decoder, metrics, log);
        var histories = Opened(
            new HistoryFollower(settings, intake, metrics, time, log)
            {
                Progressed = state.Heartbeat,
                Warn = (about, what) => state.Warn(about, what),
            }
        );
        var deliveries = Opened(new DeliveryReader(settings, time, log));
        var output = Opened(
            Seams.Output(
                settings.Guarantee == ProcessingGuarantee.ExactlyOnce
                    ? new TransactionalOutput(settings, metrics, log)
                    : new PlainOutput(settings, metrics, log)
            )
        );
        return new LoopClients(opened, Seams.Beside, time, settings.TransactionTimeout)
        {
            Deliveries = deliveries,
            Histories = histories,
            Parking = new Parking(deadLetters, parked, metrics),
            Processor = new BatchProcessor(settings, registry, decoder, histories, parked, time)
            {
                Verdicts = Verdicts,
                BeforeScoring = Seams.BeforeScoring,
            },
            Output = output,
        };

        T Opened<T>(T part)
            where T : IDisposable
        {
            opened.Push(part);
            return part;
        }
    }
}
