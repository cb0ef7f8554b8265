using System.Text.RegularExpressions;
using Prometheus;
using Streaming.Api;
using Streaming.Audit.Runs;
using Streaming.Cases.Intake;
using Streaming.Host.Configuration;
using Streaming.Host.Roles;
using Streaming.Host.Web;
using Streaming.Scorer;
using Streaming.Scorer.Monitoring;
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>Names are contract: dashboards and alerts rest on them.</summary>
public sealed partial class MetricNamesTests
{
    private static readonly string[] Names =
    [
        "alerts_total counter",
        "api_histories_stream_time_seconds gauge",
        "api_refused_requests_total counter",
        "api_request_orders histogram",
        "audit_anchoring_failed gauge",
        "batch_retries_total counter",
        "cases gauge",
        "cases_events_total counter",
        "cases_intake_delay_seconds histogram",
        "cases_oldest_unassigned_seconds gauge",
        "cases_returned_total counter",
        "cases_skipped_records_total counter",
        "corrected_deliveries_total counter",
        "dead_letters_total counter",
        "deliveries_cut_total counter",
        "dotnet_gc_allocated_bytes_total counter",
        "dotnet_gc_committed_bytes gauge",
        "dotnet_gc_heap_bytes gauge",
        "dotnet_gc_pause_seconds_total counter",
        "dotnet_threadpool_queued_items gauge",
        "dotnet_threadpool_threads gauge",
        "drift_limit gauge",
        "drift_missing_at_training_ratio gauge",
        "drift_missing_ratio gauge",
        "drift_orders gauge",
        "drift_unseen_ratio gauge",
        "drift_value gauge",
        "duplicate_deliveries_total counter",
        "health_check_passes gauge",
        "health_checked_timestamp_seconds gauge",
        "history_dropped_events_total counter",
        "history_events_beyond_limit gauge",
        "history_late_events gauge",
        "history_records_cut_total counter",
        "history_records_failed_total counter",
        "history_snapshot_bytes gauge",
        "history_snapshot_seconds gauge",
        "history_snapshots_total counter",
        "http_request_duration_seconds histogram",
        "http_requests_in_progress gauge",
        "http_requests_received_total counter",
        "input_topics_made_anew_total counter",
        "model_decision_refused gauge",
        "model_info gauge",
        "model_swaps_total counter",
        "notification_outbox_messages gauge",
        "notification_outbox_oldest_due_seconds gauge",
        "notification_tries_total counter",
        "order_flags_total counter",
        "parked_orders gauge",
        "predictions_total counter",
        "producers_abandoned_total counter",
        "producers_replaced_total counter",
        "reviews_rejected_total counter",
        "role_failures_total counter",
        "scorer_batch_records histogram",
        "scorer_batch_seconds histogram",
        "scorer_client_restarts_total counter",
        "scorer_held_partitions gauge",
        "scorer_lag_checked_timestamp_seconds gauge",
        "scorer_lag_failures_total counter",
        "scorer_lag_records gauge",
        "scorer_lag_seconds gauge",
        "scorer_record_age_seconds histogram",
        "scorer_stream_time_seconds gauge",
        "scoring_windows_refused_total counter",
        "training_runs_total counter",
        "training_stage_duration_seconds histogram",
        "training_stages_skipped_total counter",
        "transactions_total counter",
    ];

    [Fact]
    public async Task every_metric_is_listed_with_its_type()
    {
        var (types, _) = await ScrapeAsync();
        Assert.Equal(Names, types.Select(type => $"{type.Key} {type.Value}"));
    }

    [Fact]
    public async Task every_metric_tells_what_it_counts_in_a_sentence()
    {
        var (types, helps) = await ScrapeAsync();
        Assert.Equal(types.Keys, helps.Keys);
        Assert.All(helps, help => Assert.True(help.Value.Length > 15 && help.Value[^1] == '.', $"{help.Key}: {help.Value}"));
    }

    [Fact]
    public async Task names_follow_the_naming_guide()
    {
        var (types, _) = await ScrapeAsync();
        Assert.All(
            types,
            metric =>
            {
                Assert.Matches(SnakeCase(), metric.Key);
                Assert.Equal(metric.Value == "counter", metric.Key.EndsWith("_total", StringComparison.Ordinal));
                Assert.DoesNotMatch(DerivedUnits(), metric.Key);
            }
        );
    }

    [Fact]
    public void the_process_adds_its_own_once()
    {
        ProcessMetrics.Export();
        Assert.Null(Record.Exception(ProcessMetrics.Export));
    }

    [Fact]
    public async Task the_time_of_a_stage_is_taken_from_the_events_of_its_run()
    {
        var registry = Metrics.NewCustomRegistry();
        var stages = new StageMetrics(Metrics.WithCustomRegistry(registry));
        stages.Note(new StageCompleted("03-features", "in", "out", new Dictionary<string, string>(), 10, 2.5));
        stages.Note(new StageSkipped("01-ingestion", "in", "out", new Dictionary<string, string>(), "run", "same"));
        stages.Note(new RunFailed("05-training", "no labels"));
        stages.Note(new StageStarted("04-split", 1, "in", new Dictionary<string, string>(), "node"));
        var text = await TextAsync(registry);
        Assert.Contains(
            "training_stage_duration_seconds_sum{stage=\"03-features\",outcome=\"completed\"} 2.5",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("training_stages_skipped_total{stage=\"01-ingestion\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("training_runs_total{outcome=\"failed\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("04-split", text, StringComparison.Ordinal);
    }

    private static async Task<(SortedDictionary<string, string> Types, SortedDictionary<string, string> Helps)> ScrapeAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        _ = new ScorerMetrics(factory);
        _ = new ApiMetrics(factory);
        _ = new StageMetrics(factory);
        _ = new RoleMetrics(factory);
        _ = new CaseMetrics(factory);
        _ = new OutboxMetrics(factory);
        _ = new DriftMetrics(factory);
        ProcessMetrics.AddTo(registry);
        await using var app = HostApp.Build(new ListenOptions { Port = 0 }, [], [], TimeProvider.System, metrics: registry);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = HostApp.AddressOf(app) };
        await client.GetStringAsync("/metrics"); // makes the HTTP metrics
        var text = await client.GetStringAsync("/metrics");
        await app.StopAsync();
        return (Lines(text, "# TYPE "), Lines(text, "# HELP "));
    }

    private static async Task<string> TextAsync(CollectorRegistry registry)
    {
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SortedDictionary<string, string> Lines(string text, string start) =>
        new(
            text.Split('\n')
                .Where(line => line.StartsWith(start, StringComparison.Ordinal))
                .Select(line => line[start.Length..].Split(' ', 2))
                .ToDictionary(parts => parts[0], parts => parts[1]),
            StringComparer.Ordinal
        );

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();

    /// <summary>Base units only: seconds and bytes.</summary>
    [GeneratedRegex("_(ms|milliseconds|minutes|hours|kb|megabytes|percent)(_|$)")]
    private static partial Regex DerivedUnits();
}
