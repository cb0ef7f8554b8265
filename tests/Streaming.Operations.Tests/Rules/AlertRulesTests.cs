using Streaming.Operations.Tests.Demo;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Rules;

public sealed class AlertRulesTests(RunningDemo demo)
{
    /// <summary>Where a process has more than the demo: only `run` has these.</summary>
    private static readonly string[] OfOtherProcesses =
    [
        "up", // Prometheus' own
        "certificate_expires_timestamp_seconds", // with Listen:Certificate
        "training_runs_total", // role trainer
    ];

    private static readonly string[] Severities = ["critical", "warning", "info"];

    [Fact]
    public void every_metric_that_a_rule_names_is_told_by_a_running_process()
    {
        var missing =
            from alert in RuleFiles.Alerts
            from name in RuleFiles.MetricsIn(alert.Expression).Except(OfOtherProcesses)
            where !demo.Metrics.Names.Contains(name)
            select $"{alert.File} {alert.Name}: {name}";

        Assert.Empty(missing);
    }

    [Fact]
    public void names_are_found_in_expressions() =>
        Assert.Equal(
            ["cases_intake_delay_seconds_bucket", "up"],
            RuleFiles.MetricsIn("histogram_quantile(0.95, sum by (le_of) (rate(cases_intake_delay_seconds_bucket{a=\"b_c\"}[10m]))) > up")
        );

    [Fact]
    public void every_alert_has_a_name_of_its_own_a_severity_and_a_sentence()
    {
        Assert.Distinct(RuleFiles.Alerts.Select(alert => alert.Name));
        Assert.All(RuleFiles.Alerts, alert => Assert.Contains(alert.Severity, Severities));
        Assert.All(RuleFiles.Alerts, alert => Assert.InRange(alert.Summary.Length, 10, 120));
    }

    [Fact]
    public void every_alert_has_a_runbook_and_every_runbook_is_listed()
    {
        var root = RepositoryRoot.Find();
        var books = Path.Combine(root, "ops", "guides", "runbooks");
        Assert.All(
            RuleFiles.Alerts,
            alert =>
            {
                Assert.Equal($"ops/guides/runbooks/{alert.Name}.md", alert.Runbook);
                var text = File.ReadAllText(Path.Combine(root, alert.Runbook));
                Assert.Equal(
                    ["## What it means", "## Look", "## Do", "## Over when"],
                    text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))
                );
            }
        );
        var list = File.ReadAllText(Path.Combine(books, "README.md"));
        Assert.All(
            RuleFiles.Alerts,
            alert => Assert.Contains($"[{alert.Name}]({alert.Name}.md) | {alert.Severity} |", list, StringComparison.Ordinal)
        );
        Assert.Empty(
            Directory
                .GetFiles(books, "*.md")
                .Select(Path.GetFileNameWithoutExtension)
                .Except([.. RuleFiles.Alerts.Select(alert => alert.Name), "README", "HangingTransaction"])
        );
    }

    [Fact]
    public void every_alert_is_tested_firing_and_quiet()
    {
        var tests = string.Concat(RuleFiles.Tests.Select(File.ReadAllText));
        Assert.All(RuleFiles.Alerts, alert => Assert.Contains($"- name: {alert.Name} fires\n", tests, StringComparison.Ordinal));
        Assert.All(RuleFiles.Alerts, alert => Assert.Contains($"- name: {alert.Name} keeps quiet\n", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task rules_are_sound() => await Promtool.RunAsync(["check", "rules", .. RuleFiles.Rules]);

    [Fact]
    public async Task rules_fire_when_they_should_and_only_then() => await Promtool.RunAsync(["test", "rules", .. RuleFiles.Tests]);

    [Fact]
    public async Task metrics_of_a_running_process_pass_the_linter() =>
        Assert.Empty(await Promtool.ComplaintsAsync(["check", "metrics"], demo.Metrics.Text));
}
