using Prometheus;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Scorer.Monitoring;

/// <summary>The scorer's counters. Everything that counts records is counted after their commit, never before.</summary>
public sealed class ScorerMetrics(IMetricFactory metrics)
{
    /// <summary>Orders of the stream and of the API are counted by one metric: the process that scores both has one of it.</summary>
    public const string PredictionsName = "predictions_total";

    public const string PredictionsHelp = "Scored orders by tier label: of the stream after their commit, of the API after their answer.";

    public Counter Predictions { get; } = metrics.CreateCounter(PredictionsName, PredictionsHelp, ["result", "source"]);

    public Counter Alerts { get; } = metrics.CreateCounter("alerts_total", "Alerts published by tier.", ["tier", "already_answered"]);

    public Counter DeadLetters { get; } =
        metrics.CreateCounter("dead_letters_total", "Records sent to the dead-letter topic by reason code.", ["reason"]);

    public Gauge ParkedOrders { get; } =
        metrics.CreateGauge(
            "parked_orders",
            "Order keys with a dead letter that was not released, over all partitions: the same in every instance."
        );

    public Counter Flags { get; } =
        metrics.CreateCounter(
            "order_flags_total",
            "Unexpected values in scored orders by code of the rule in schema.yaml and field; such orders are scored all the same.",
            ["code", "field"]
        );

    public Counter Duplicates { get; } =
        metrics.CreateCounter("duplicate_deliveries_total", "Deliveries ignored: the same event again, or a lower version.");

    public Counter Corrections { get; } =
        metrics.CreateCounter("corrected_deliveries_total", "Deliveries with a version above 1, scored again.");

    public Counter ReviewsRejected { get; } =
        metrics.CreateCounter("reviews_rejected_total", "Review records that could not be counted, by reason code.", ["reason"]);

    public Counter Transactions { get; } = metrics.CreateCounter("transactions_total", "Kafka transactions by outcome.", ["outcome"]);

    public Counter ProducersAbandoned { get; } =
        metrics.CreateCounter(
            "producers_abandoned_total",
            "Producers left behind because a commit never came back; each keeps a thread until the process ends."
        );

    public Counter ProducersReplaced { get; } =
        metrics.CreateCounter("producers_replaced_total", "Producers disposed after a fatal error such as fencing.");

    public Counter ModelSwaps { get; } = metrics.CreateCounter("model_swaps_total", "Promotions by what became of them.", ["outcome"]);

    public Gauge RefusedDecision { get; } =
        metrics.CreateGauge(
            "model_decision_refused",
            "1 for the newest refused decision above the one in service, by its number and why.",
            ["decision", "reason"]
        );

    public Counter Retries { get; } =
        metrics.CreateCounter("batch_retries_total", "Batches read again after a fault that was not the records', by cause.", ["cause"]);

    public Counter Restarts { get; } =
        metrics.CreateCounter(
            "scorer_client_restarts_total",
            "New Kafka clients after a fault that the old ones could not pass, by cause.",
            ["cause"]
        );

    public Counter HistoryRecordsCut { get; } =
        metrics.CreateCounter("history_records_cut_total", "Input records that retention removed before the histories had read them.");

    public Counter DeliveriesCut { get; } =
        metrics.CreateCounter("deliveries_cut_total", "Offsets of deliveries that retention removed before they were scored.");

    public Counter TopicsMadeAnew { get; } =
        metrics.CreateCounter(
            "input_topics_made_anew_total",
            "Times that followed topics turned out to be others than before: everything read of them was given up and read anew."
        );

    public Counter HistoryDropped { get; } =
        metrics.CreateCounter(
            "history_dropped_events_total",
            "Events that a history did not take as they came: too_old are left out, late count on a later day than their own.",
            ["reader", "reason"]
        );

    public Counter HistorySnapshots { get; } =
        metrics.CreateCounter("history_snapshots_total", "Snapshots of the histories by what became of them.", ["outcome"]);

    public Gauge HistorySnapshotBytes { get; } = metrics.CreateGauge("history_snapshot_bytes", "Size of the last snapshot written.");

    public Gauge HistorySnapshotSeconds { get; } =
        metrics.CreateGauge("history_snapshot_seconds", "How long the scoring loop paused for the last snapshot.");

    public Gauge ModelInfo { get; } =
        metrics.CreateGauge("model_info", "1 for the model in service.", ["name", "version", "sha256", "decision"]);

    public Gauge LagRecords { get; } =
        metrics.CreateGauge(
            "scorer_lag_records",
            "Delivery records that the scoring group has not committed, over all partitions: the same in every instance."
        );

    public Gauge LagSeconds { get; } =
        metrics.CreateGauge(
            "scorer_lag_seconds",
            "Wall-clock age of the oldest delivery that the scoring group has not committed; 0 when there is none."
        );

    public Gauge LagCheckedAt { get; } =
        metrics.CreateGauge(
            "scorer_lag_checked_timestamp_seconds",
            "When the lag was last looked up, seconds since 1970: an old one means that the cluster does not answer."
        );

    public Counter LagFailures { get; } =
        metrics.CreateCounter("scorer_lag_failures_total", "Looks at the lag that failed, for whatever reason; the scoring goes on.");

    public Counter HistoryRecordsFailed { get; } =
        metrics.CreateCounter(
            "history_records_failed_total",
            "Input records that the histories left out after an unexpected exception, by topic; the log names each.",
            ["topic"]
        );

    public Gauge HeldPartitions { get; } =
        metrics.CreateGauge(
            "scorer_held_partitions",
            "Partitions of this instance that wait because the cluster refuses a dead letter; the log and /health/ready name the record."
        );

    public Counter WindowsRefused { get; } =
        metrics.CreateCounter(
            "scoring_windows_refused_total",
            "Batches that were published without their scoring window: the cluster refused it."
        );

    public Gauge StreamTime { get; } =
        metrics.CreateGauge(
            "scorer_stream_time_seconds",
            "Stream time of the last scored order, seconds since 1970 on the market's own clock."
        );

    public Gauge HistoryLate { get; } =
        metrics.CreateGauge("history_late_events", "Events that came beyond the bounds of arrival and count on a later day.");

    public Gauge HistoryTooMany { get; } =
        metrics.CreateGauge(
            "history_events_beyond_limit",
            "Events that are not counted because their order has as many versions or reviews as are kept."
        );

    public Histogram BatchSeconds { get; } =
        metrics.CreateHistogram(
            "scorer_batch_seconds",
            "From the first record of a batch to its commit.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 14) }
        );

    public Histogram RecordAgeSeconds { get; } =
        metrics.CreateHistogram(
            "scorer_record_age_seconds",
            "Wall-clock age of the oldest record of a batch when it was committed.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.004, 2, 18) }
        );

    public Histogram BatchRecords { get; } =
        metrics.CreateHistogram(
            "scorer_batch_records",
            "Records in a batch.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(1, 2, 14) }
        );
}
