using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Console.Queries.Stream;
using Streaming.Web;

namespace Streaming.Console.Status;

/// <summary>
/// Asks the checks of <c>/health/ready</c> and looks at the measured stream every two seconds, beside the pages: no page waits for a part
/// that hangs.
/// </summary>
/// <param name="checks">Null in a server without health checks.</param>
public sealed class StatusWatch(StreamQuery stream, TimeProvider clock, ILogger<StatusWatch> log, HealthCheckService? checks = null)
    : BackgroundService
{
    private const string ReadyTag = "ready";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Each check has a limit of its own, below this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private volatile StatusReport latest = StatusReport.None;

    /// <summary>What was seen last. Safe to read from any thread.</summary>
    public StatusReport Latest => latest;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var asked = AskAsync(cancellation);
        var measured = MeasureAsync(cancellation);
        StatusFault[] own = await asked;
        var others = await measured;
        // what a check of this process says already is not said again
        var repeated = own.Any(fault => fault.StopsWork);
        latest = StatusReport.Of(repeated ? own.Concat(others.Where(fault => !fault.StopsWork)) : own.Concat(others), clock.GetUtcNow());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private async Task<StatusFault[]> AskAsync(CancellationToken cancellation)
    {
        if (checks is null)
            return [];
        try
        {
            var report = await checks
                .CheckHealthAsync(check => check.Tags.Contains(ReadyTag), cancellation)
                .WaitAsync(Patience, clock, cancellation);
            return [.. StatusRules.Of(report)];
        }
        catch (TimeoutException)
        {
            return [StatusRules.Unreadable("the checks do not answer in time")];
        }
    }

    private async Task<StatusFault[]> MeasureAsync(CancellationToken cancellation)
    {
        try
        {
            return [.. StatusRules.Of(await stream.ReadAsync(cancellation).WaitAsync(Patience, clock, cancellation))];
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            log.LogDebug(fault, "The measured stream cannot be read");
            return [StatusRules.Unreadable(FailureReason.Of(fault) ?? "their tables cannot be read")];
        }
    }
}
