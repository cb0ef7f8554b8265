using Streaming.Contracts.Events;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>Events that are in memory already.</summary>
/// <param name="events">In the order of <see cref="MarketEvent.Compare"/>.</param>
/// <param name="dataHash">Stands for them.</param>
public sealed class GivenEvents(IReadOnlyList<MarketEvent> events, string dataHash) : IEventSource
{
    public IReadOnlyList<string> Inputs => [];

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["data"] = dataHash };

    public SourceEvents Read(StageContext context, CancellationToken cancellation) =>
        new(events, dataHash, new Dictionary<string, ServedRow>());
}
