using Prometheus;
using Streaming.Audit.Runs;

namespace Streaming.Host.Web;

/// <summary>How long the stages of training take, taken from the events of their runs: whoever records an event notes it here as
/// well.</summary>
public sealed class StageMetrics(IMetricFactory metrics)
{
    private readonly Histogram seconds = metrics.CreateHistogram(
        "training_stage_duration_seconds",
        "Work of a training stage by how it ended; a skipped one has none.",
        ["stage", "outcome"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.1, 2, 14) }
    );

    private readonly Counter skipped = metrics.CreateCounter(
        "training_stages_skipped_total",
        "Training stages whose artifacts an earlier run had left.",
        ["stage"]
    );

    private readonly Counter runs = metrics.CreateCounter("training_runs_total", "Training runs by how they ended.", ["outcome"]);

    /// <summary>Takes any event of a run; those that say nothing of a stage or of a run's end are passed over.</summary>
    public void Note(object recorded)
    {
        switch (recorded)
        {
            case StageCompleted stage:
                seconds.WithLabels(stage.Stage, "completed").Observe(stage.Seconds);
                break;
            case StageFailed stage:
                seconds.WithLabels(stage.Stage, "failed").Observe(stage.Seconds);
                break;
            case StageSkipped stage:
                skipped.WithLabels(stage.Stage).Inc();
                break;
            case RunCompleted:
                runs.WithLabels("completed").Inc();
                break;
            case RunFailed:
                runs.WithLabels("failed").Inc();
                break;
            case RunCancelled:
                runs.WithLabels("cancelled").Inc();
                break;
        }
    }
}
