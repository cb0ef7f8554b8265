using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>The events that stage 01 wrote and stage 02 let through, with what the live scorer computed of them.</summary>
public sealed class IngestedEvents : IEventSource
{
    public IReadOnlyList<string> Inputs { get; } =
    [IngestedLog.Artefact, ServedVectors.Artefact, IngestionReport.Artefact, RejectedEvents.Artefact];

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public SourceEvents Read(StageContext context, CancellationToken cancellation)
    {
        var events = Artefacts.Read(
            context.Input(IngestedLog.Artefact),
            path => IngestedLog.ReadAccepted(path, context.Input(RejectedEvents.Artefact), cancellation)
        );
        var report = Artefacts.Read(context.Input(IngestionReport.Artefact), IngestionReport.Read);
        var served = Artefacts.Read(context.Input(ServedVectors.Artefact), ServedVectors.Read);
        return new SourceEvents(
            events,
            report.DataHash,
            served.ToDictionary(
                vector => vector.OrderEventId,
                vector => new ServedRow(vector.Values, !vector.AnsweredBeforeDelivery),
                StringComparer.Ordinal
            )
        );
    }
}
