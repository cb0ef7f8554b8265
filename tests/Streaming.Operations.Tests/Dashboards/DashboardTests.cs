using System.Text.Json;
using Streaming.Operations.Tests.Demo;
using Streaming.Operations.Tests.Rules;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Dashboards;

public sealed class DashboardTests(RunningDemo demo)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A healthy demo that trains before it starts, and keeps at least once, has none of these to show.</summary>
    private static readonly string[] NothingToShow =
    [
        "training_runs_total",
        "transactions_total",
        "dead_letters_total",
        "batch_retries_total",
        "scorer_client_restarts_total",
        "history_dropped_events_total",
        "model_decision_refused",
        "order_flags_total",
        "http_requests_received_total",
        "notification_tries_total",
        "drift_value",
        "drift_limit",
        "drift_missing_ratio",
        "drift_unseen_ratio",
    ];

    [Fact]
    public void every_metric_that_a_panel_shows_is_told_by_a_running_process()
    {
        var missing =
            from query in DashboardFiles.Queries
            from name in RuleFiles.MetricsIn(query.Filled).Except(["training_runs_total"])
            where !demo.Metrics.Names.Contains(name)
            select $"{query}: {name}";

        Assert.Empty(missing);
    }

    [Fact]
    public void every_panel_says_what_it_shows_in_which_unit()
    {
        Assert.Equal(["streaming-cases", "streaming-model", "streaming-stream"], DashboardFiles.All.Select(one => Text(one, "uid")));
        foreach (var panel in DashboardFiles.All.SelectMany(one => one.GetProperty("panels").EnumerateArray()))
        {
            Assert.NotEmpty(Text(panel, "title"));
            Assert.EndsWith(".", Text(panel, "description"), StringComparison.Ordinal);
            Assert.NotEmpty(Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit"));
        }
    }

    [Fact]
    public void no_two_panels_lie_on_the_same_place() =>
        Assert.All(
            DashboardFiles.All,
            one =>
                Assert.Distinct(
                    one.GetProperty("panels")
                        .EnumerateArray()
                        .Select(panel => panel.GetProperty("gridPos"))
                        .Select(place => (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32()))
                )
        );

    [Fact]
    public async Task every_query_is_answered_by_a_prometheus_that_scrapes_a_running_process()
    {
        await using var prometheus = await PrometheusServer.StartAsync(demo.Console);
        await Wait.Until(async () => (await prometheus.AskAsync("count_over_time(up[1m]) > 5")).Count > 0, Patience);
        foreach (var query in DashboardFiles.Queries)
        {
            var series = await prometheus.AskAsync(query.Filled);
            if (!RuleFiles.MetricsIn(query.Expression).Intersect(NothingToShow).Any())
                Assert.True(series.Count > 0, $"{query} shows nothing");
        }
    }

    [Fact]
    public async Task every_rule_is_evaluated_by_a_prometheus_that_scrapes_a_running_process()
    {
        await using var prometheus = await PrometheusServer.StartAsync(demo.Console);
        var states = await Wait.For(
            prometheus.RulesAsync,
            rules => rules.Count == RuleFiles.Alerts.Count && rules.All(rule => rule.Health != "unknown"),
            Patience,
            "every rule is evaluated"
        );
        Assert.All(states, rule => Assert.True(rule.Health == "ok", $"{rule.Name}: {rule.Health}"));
    }

    private static string Text(JsonElement of, string key) => of.GetProperty(key).GetString()!;
}
