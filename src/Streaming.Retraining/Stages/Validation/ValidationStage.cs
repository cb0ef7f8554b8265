using Streaming.Quality;
using Streaming.Quality.Events;
using Streaming.Quality.Tables;
using Streaming.Retraining.Stages.Ingestion;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>
/// 02: judges what ingestion has read by <c>schema.yaml</c>, one result for each data set, and leaves out the events that the live scorer
/// would send to the dead letters;
/// nothing else is removed. The results are told, and the files written, also when a gate stops the run.
/// </summary>
public sealed class ValidationStage(MarketSchema schema) : IStage
{
    /// <summary>Number and name.</summary>
    public const string StageName = "02-validation";

    private const int EventsPerReport = 20_000;

    public string Name => StageName;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs => [IngestedLog.Artifact, TableReports.Artifact];

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { [MarketSchema.FileName] = schema.FullHash };

    public void Run(StageContext context, CancellationToken cancellation)
    {
        var tables = StageArtifacts.Read(context.Input(TableReports.Artifact), TableReports.Read);
        var scan = StageArtifacts.Read(context.Input(IngestedLog.Artifact), path => Scan(path, context.Progress, cancellation));
        IReadOnlyList<DatasetResult> results = [.. TableExpectations.Evaluate(tables, schema), .. EventExpectations.Evaluate(scan, schema)];
        var report = new ValidationReport
        {
            Datasets = results,
            AcceptedDeliveries = scan.DeliveryCount - scan.RejectedDeliveries,
            RejectedDeliveries = scan.RejectedDeliveries,
            AcceptedReviews = scan.ReviewCount - scan.RejectedReviews,
            RejectedReviews = scan.RejectedReviews,
        };
        StageArtifacts.Written(
            context.OutputFolder,
            () =>
            {
                RejectedEvents.Write(context.Output(RejectedEvents.FileName), scan.Rejected);
                FindingsFile.Write(
                    context.Output(FindingsFile.FileName),
                    [
                        .. tables.Select(table => (table.Table, table.Found, table.Findings)),
                        (scan.Deliveries.Dataset, scan.Deliveries.Found, scan.Deliveries.Findings),
                        (scan.Reviews.Dataset, scan.Reviews.Found, scan.Reviews.Findings),
                    ]
                );
                report.Write(context.Output(ValidationReport.FileName));
            }
        );
        foreach (var result in results)
            context.Report(result.ToEvent());
        Require(report);
        context.Progress.Report(new StageProgress("done", 1, scan.DeliveryCount + scan.ReviewCount));
    }

    private EventScan Scan(string path, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var scan = new EventScan(schema.OrderRules);
        long events = 0;
        foreach (var occurred in IngestedLog.Read(path))
        {
            scan.Add(occurred);
            if (++events % EventsPerReport != 0)
                continue;
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new StageProgress("holding events against their contract", 0.5, events));
        }

        scan.End();
        return scan;
    }

    /// <summary>After the results are told: they say why.</summary>
    private static void Require(ValidationReport report)
    {
        if (report.AcceptedDeliveries == 0)
            throw new StageException(
                $"of {report.RejectedDeliveries} deliveries not one can be scored",
                Streaming.Contracts.Topics.OrderDelivered.Name,
                "Look at the rules that they break in the run's verdicts and repair the source."
            );
        if (report.AcceptedReviews == 0)
            throw new StageException(
                $"there is not one review to learn from ({report.RejectedReviews} break their contract)",
                Streaming.Contracts.Topics.ReviewSubmitted.Name,
                "Name a source whose reviews have scores and answer times and belong to its orders."
            );
        var stopped = report.Datasets.Where(dataset => dataset.Outcome == DatasetOutcome.Rejected).ToList();
        if (stopped.Count > 0)
            throw new StageException(
                string.Join("; ", stopped.SelectMany(dataset => dataset.Stops)),
                string.Join(", ", stopped.Select(dataset => dataset.Dataset)),
                $"Repair the data, or allow more in {MarketSchema.FileName}, then start a new run."
            );
    }
}
