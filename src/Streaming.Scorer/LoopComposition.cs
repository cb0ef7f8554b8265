using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>What a scoring loop is made of besides its Kafka clients, which it opens itself.</summary>
internal sealed record LoopComposition
{
    public required ScorerSettings Settings { get; init; }

    public required ISchemaRegistry Registry { get; init; }

    public required HistoryTable Table { get; init; }

    public required HistorySnapshots Snapshots { get; init; }

    public required ILogChanges Logs { get; init; }

    public required ModelSlot Models { get; init; }

    public required ScorerMetrics Metrics { get; init; }

    public required ScorerState State { get; init; }

    public required ScoringSeams Seams { get; init; }

    /// <summary>Outlive the loop's clients.</summary>
    public RecordVerdicts Verdicts { get; init; } = new();

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Opens the clients and puts the loop together.</summary>
    /// <param name="opened">Receives what has to be disposed of, the last one first; also what was open when this fails.</param>
    public ScoringLoop Open(Stack<IDisposable> opened)
    {
        var decoder = new InputDecoder(Registry) { BeforeDecoding = Seams.BeforeDecoding };
        var parked = new ParkedOrders(Settings.NameOf(Topics.OrderDelivered));
        var deadLetters = Opened(new DeadLetterFollower(Settings, Registry, parked, Time, Log) { Progressed = State.Beat });
        var histories = Opened(
            new HistoryFollower(Settings, new HistoryIntake(Table, parked.Refused, decoder, Metrics, Log), Metrics, Time, Log)
            {
                Progressed = State.Beat,
                Warn = (about, what) => State.Warn(about, what),
            }
        );
        var deliveries = Opened(new DeliveryReader(Settings, Time, Log));
        var output = Opened(
            Seams.Output(
                Settings.Guarantee == DeliveryGuarantee.ExactlyOnce
                    ? new TransactionalOutput(Settings, Metrics, Log)
                    : new PlainOutput(Settings, Metrics, Log)
            )
        );
        var processor = new BatchProcessor(Settings, Registry, decoder, histories, parked, Time)
        {
            Verdicts = Verdicts,
            BeforeScoring = Seams.BeforeScoring,
        };
        var parking = new Parking(deadLetters, parked, Metrics);
        return new ScoringLoop(
            Settings,
            deliveries,
            histories,
            parking,
            processor,
            output,
            Snapshots,
            Logs,
            Models,
            Metrics,
            State,
            Seams,
            Time,
            Log
        );

        T Opened<T>(T part)
            where T : IDisposable
        {
            opened.Push(part);
            return part;
        }
    }

    /// <summary>Disposes of all, whatever one of them throws.</summary>
    public static void Close(Stack<IDisposable> opened)
    {
        if (!opened.TryPop(out var part))
            return;
        try
        {
            part.Dispose();
        }
        finally
        {
            Close(opened);
        }
    }
}
