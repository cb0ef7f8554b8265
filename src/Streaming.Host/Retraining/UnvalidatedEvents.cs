using Streaming.Trainer.Stages;
using Streaming.Trainer.Stages.Features;
using Streaming.Trainer.Stages.Ingestion;

namespace Streaming.Host.Retraining;

/// <summary>The events as stage 01 wrote them, none left out.</summary>
internal sealed class UnvalidatedEvents : IEventSource
{
    public IReadOnlyList<string> Inputs { get; } = [IngestedLog.Artefact, IngestionReport.Artefact];

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public SourceEvents Read(StageContext context, CancellationToken cancellation) => new(
        [.. IngestedLog.Read(context.Input(IngestedLog.Artefact))], IngestionReport.Read(context.Input(IngestionReport.Artefact)).DataHash, new Dictionary<string, ServedRow>());
}
