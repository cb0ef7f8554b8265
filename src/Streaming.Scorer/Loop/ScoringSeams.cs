using Confluent.Kafka;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Loop;

/// <summary>Where a test puts a fault into the scorer, to see that it is found. In service nothing is replaced.</summary>
public sealed record ScoringSeams
{
    /// <summary>Replaces nothing.</summary>
    public static readonly ScoringSeams None = new();

    /// <summary>Stands between the loop and its output.</summary>
    internal Func<IBatchOutput, IBatchOutput> Output { get; init; } = output => output;

    /// <summary>Chooses the model of a batch, given the one in the slot.</summary>
    internal Func<ServedModel, ServedModel> Model { get; init; } = served => served;

    /// <summary>Where commits run beside the loop.</summary>
    internal IBeside Beside { get; init; } = OwnThread.Instance;

    /// <summary>Waits after a fault.</summary>
    internal Action<TimeSpan, CancellationToken> Pause { get; init; } = BackOff.Sleep;

    /// <summary>Called with the records that were given up; whoever owns their partitions reads them again.</summary>
    internal Action<IReadOnlyList<ConsumeResult<byte[], byte[]>>, HistoryTable> GivenUp { get; init; } = (_, _) => { };

    /// <summary>
    /// Called before a record of either input is decoded, by the loop and by the histories; what it throws is the record's.
    /// </summary>
    internal Action<ConsumeResult<byte[], byte[]>> BeforeDecoding { get; init; } = _ => { };

    /// <summary>Called before an order is scored; what it throws is the record's.</summary>
    internal Action<ConsumeResult<byte[], byte[]>> BeforeScoring { get; init; } = _ => { };
}
