using Streaming.Contracts.Events;

namespace Streaming.Trainer.Stages.Features;

/// <summary>Where the features stage has its events from.</summary>
public interface IEventSource
{
    /// <summary>Artefacts that it reads, each as <c>stage/artefact</c>.</summary>
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

/// <summary>The vector with which the live scorer scored a delivery.</summary>
/// <param name="Values">In the order of the feature schema; NaN where missing. Codes of categories are another model's and are not read.</param>
/// <param name="IsOpen">No review of the order was in.</param>
public sealed record ServedRow(float[] Values, bool IsOpen);
