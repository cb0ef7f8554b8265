using Streaming.Contracts.Events;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>Where the features stage has its events from.</summary>
public interface IEventSource
{
    /// <summary>Artifacts that it reads, each as <c>stage/artifact</c>.</summary>
    IReadOnlyList<string> Inputs { get; }

    /// <summary>What it reads from elsewhere, by name.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <exception cref="StageException">It cannot be read.</exception>
    SourceEvents Read(StageContext context, CancellationToken cancellation);
}

/// <param name="Events">In the order of <see cref="MarketEvent.Compare"/>.</param>
/// <param name="DataHash">Hash of what they were read from; the lineage of every artifact.</param>
/// <param name="Served">What the live scorer computed, by the delivery's event id; empty where nothing was served.</param>
public sealed record SourceEvents(IReadOnlyList<MarketEvent> Events, string DataHash, IReadOnlyDictionary<string, ServedRow> Served);
