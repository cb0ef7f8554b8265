using Prometheus;

namespace Streaming.Cases.Intake;

/// <summary>What the intake counts.</summary>
public sealed class CaseMetrics(IMetricFactory metrics)
{
    private readonly Counter happened = metrics.CreateCounter(
        "cases_events_total",
        "What the topics did to cases: opened, held_out, worsened or reviewed.",
        ["what"]
    );

    private readonly Counter skipped = metrics.CreateCounter(
        "cases_skipped_records_total",
        "Records of alerts and reviews that were not understood."
    );

    private readonly Counter returned = metrics.CreateCounter(
        "cases_returned_total",
        "Cases that went back to nobody because nobody acted."
    );

    private readonly Histogram delay = metrics.CreateHistogram(
        "cases_intake_delay_seconds",
        "From the raising of an alert until its case is committed.",
        new HistogramConfiguration { Buckets = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600] }
    );

    private readonly Gauge cases = metrics.CreateGauge(
        "cases",
        "Cases in each queue: unassigned, taken, snoozed, overdue, answered, closed, held_out.",
        ["queue"]
    );

    private readonly Gauge oldest = metrics.CreateGauge(
        "cases_oldest_unassigned_seconds",
        "Age of the oldest case that nobody has; 0 where there is none."
    );

    internal void Count(IntakeResult result)
    {
        happened.WithLabels("opened").Inc(result.Opened);
        happened.WithLabels("held_out").Inc(result.HeldOut);
        happened.WithLabels("worsened").Inc(result.Worsened);
        happened.WithLabels("reviewed").Inc(result.Reviewed);
        skipped.Inc(result.Skipped);
    }

    internal void Observe(TimeSpan raisedToCommitted) => delay.Observe(Math.Max(0, raisedToCommitted.TotalSeconds));

    internal void Returned(int count) => returned.Inc(count);

    internal void Show(Queries.QueueLengths lengths)
    {
        foreach (var (queue, count) in lengths.Counts)
            cases.WithLabels(queue).Set(count);
        oldest.Set(lengths.OldestUnassignedSeconds);
    }
}
