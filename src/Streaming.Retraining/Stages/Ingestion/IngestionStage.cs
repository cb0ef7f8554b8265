using Streaming.Contracts.Rules;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>01: the source's history as one log of events in event-time order, with what the live scorer computed of it and what its
/// tables' rows break.</summary>
public sealed class IngestionStage(IIngestionSource source) : IStage
{
    /// <summary>Number and name.</summary>
    public const string StageName = "01-ingestion";

    public string Name => StageName;

    /// <summary>What reads topics is the program's own.</summary>
    public IReadOnlyList<Type> Code { get; } = [typeof(IngestionStage), source.GetType()];

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs => [];

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings => source.Fingerprint;

    public void Run(StageContext context, CancellationToken cancellation)
    {
        var history = source.Read(context.Progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (history.Events.Count == 0)
            throw new StageException(
                "there is not one delivery and not one review",
                source.Name,
                "Name a source that holds delivered orders and their reviews."
            );
        context.Progress.Report(new StageProgress("writing the event log", 0.85, history.Events.Count));
        StageArtifacts.Written(
            context.OutputFolder,
            () =>
            {
                IngestedLog.Write(context.Output(IngestedLog.FileName), history.Events);
                ServedVectors.Write(context.Output(ServedVectors.FileName), history.Served);
                TableReports.Write(context.Output(TableReports.FileName), history.TableReports);
                IngestionReport.Of(source.Name, history).Write(context.Output(IngestionReport.FileName));
            }
        );
        context.Progress.Report(new StageProgress("done", 1, history.Events.Count));
    }
}
