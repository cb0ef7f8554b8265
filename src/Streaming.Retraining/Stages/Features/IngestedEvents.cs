using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>The events that stage 01 wrote and stage 02 let through, with what the live scorer computed of them.</summary>
public sealed class IngestedEvents : IEventSource
{
    public IReadOnlyList<string> Inputs { get; } =
    [IngestedLog.Artifact, ServedVectors.Artifact, IngestionReport.Artifact, RejectedEvents.Artifact];

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public SourceEvents Read(StageContext context, CancellationToken cancellation)
    {
        var events = StageArtifacts.Read(
            context.Input(IngestedLog.Artifact),
            path => IngestedLog.ReadAccepted(path, context.Input(RejectedEvents.Artifact), cancellation)
        );
        var report = StageArtifacts.Read(context.Input(IngestionReport.Artifact), IngestionReport.Read);
        var served = StageArtifacts.Read(context.Input(ServedVectors.Artifact), ServedVectors.Read);
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
