using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Console.Queries.Stream;
using Streaming.Console.Status;

namespace Streaming.Console.Tests.Status;

public sealed class StatusRulesTests
{
    private static readonly DateTimeOffset Now = new(2018, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void checks_that_pass_are_no_fault() =>
        Assert.Empty(StatusRules.Of(Report(("brokers", HealthStatus.Healthy, "1 at localhost:9092"))));

    [Fact]
    public void a_check_that_fails_is_said_with_what_to_do()
    {
        var fault = Assert.Single(StatusRules.Of(Report(("brokers", HealthStatus.Unhealthy, "no answer within 3 s."))));

        Assert.Equal("The brokers: no answer within 3 s", fault.What);
        Assert.Contains("Look at Kafka", fault.Remedy);
        Assert.True(fault.StopsWork);
    }

    [Fact]
    public void a_check_that_nobody_described_here_is_said_by_its_own_name()
    {
        var fault = Assert.Single(StatusRules.Of(Report(("certificate", HealthStatus.Unhealthy, "expired"))));

        Assert.Equal("Certificate: expired", fault.What);
        Assert.False(fault.StopsWork);
    }

    [Fact]
    public void a_warning_of_a_check_that_passes_degrades()
    {
        var report = StatusReport.Of(
            StatusRules.Of(Report(("scorer", HealthStatus.Healthy, "scoring; warning: partition 2 stands while others move"))),
            Now
        );

        Assert.Equal(SystemState.Degraded, report.State);
        Assert.Equal("The scorer: partition 2 stands while others move", Assert.Single(report.Faults).What);
    }

    [Fact]
    public void what_stops_the_work_comes_first()
    {
        var report = StatusReport.Of(
            StatusRules.Of(Report(("cases", HealthStatus.Unhealthy, "behind"), ("model", HealthStatus.Unhealthy, "none in service"))),
            Now
        );

        Assert.Equal(SystemState.Down, report.State);
        Assert.Equal(["The model: none in service", "The cases: behind"], report.Faults.Select(fault => fault.What));
    }

    [Theory]
    [InlineData(10, 2, "", 0, null)]
    [InlineData(10, 2, "timed out", 0, "The brokers could not be asked: timed out")]
    [InlineData(300, 2, "", 0, "How far the scorers are was measured 5 min 0 s ago")]
    [InlineData(10, 600, "", 3, "3 orders wait, the oldest for 10 min 0 s")]
    [InlineData(10, 200, "", 3, null)]
    public void the_measured_stream_tells_of_scorers_elsewhere(int measured, int oldest, string detail, int waiting, string? expected)
    {
        var at = Now.AddSeconds(-measured);
        var stream = new StreamView(
            Now,
            at,
            detail,
            [
                new PartitionLine
                {
                    Partition = 0,
                    Committed = 10,
                    End = 10 + waiting,
                    OldestAt = Now.AddSeconds(-oldest),
                    Rate = 1,
                    MovedAt = at,
                    MeasuredAt = at,
                },
            ],
            []
        );

        Assert.Equal(expected, StatusRules.Of(stream).SingleOrDefault()?.What);
    }

    [Fact]
    public void a_stream_that_was_never_measured_says_nothing() => Assert.Empty(StatusRules.Of(new StreamView(Now, null, "", [], [])));

    private static HealthReport Report(params (string Name, HealthStatus Status, string Said)[] checks) =>
        new(
            checks.ToDictionary(check => check.Name, check => new HealthReportEntry(check.Status, check.Said, TimeSpan.Zero, null, null)),
            TimeSpan.Zero
        );
}
