using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>
/// A role that only answers, shows or trains, beside one that scores: when it fails, it is begun anew after a while, the others go on, and
/// readiness and a metric tell. Settings that it refuses still end the process: beginning anew cannot help.
/// </summary>
/// <param name="role">What is run; disposed with this.</param>
/// <param name="name">As in the settings.</param>
/// <param name="metrics">Counts the failures.</param>
/// <param name="clock">Of the pauses.</param>
/// <param name="log">Names what happened.</param>
internal sealed class SupervisedRole(IRole role, string name, RoleMetrics metrics, TimeProvider clock, ILogger log) : IRole, IHealthCheck
{
    private volatile string? failure;

    /// <summary>Before the first new beginning; doubled after each that fails.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, and how long a role must run until it is taken for sound.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    public IEnumerable<HealthCheckRegistration> Health => [HealthProbes.Ready($"{name} runs", this), .. role.Health];

    public IEnumerable<IWebPart> Web => role.Web;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            failure is { } why ? HealthCheckResult.Unhealthy($"failed and is begun anew: {why}") : HealthCheckResult.Healthy("runs")
        );

    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (true)
        {
            var startedAt = clock.GetTimestamp();
            try
            {
                var running = role.RunAsync(stop);
                await Task.WhenAny(running, Task.Delay(LongestPause, clock, stop)).ConfigureAwait(false);
                if (!running.IsCompleted)
                    failure = null; // it has run for a while
                await running.ConfigureAwait(false);
                return;
            }
            catch (Exception unexpected)
                when (!stop.IsCancellationRequested && unexpected is not (SettingsException or OutOfMemoryException))
            {
                failure = $"{unexpected.GetType().Name}: {unexpected.Message}";
                metrics.Failures.WithLabels(name).Inc();
                if (clock.GetElapsedTime(startedAt) > LongestPause)
                    pause = FirstPause;
                log.LogError(
                    unexpected,
                    "The role {Role} failed and is begun anew in {Pause} s; the others go on",
                    name,
                    pause.TotalSeconds
                );
            }

            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public ValueTask DisposeAsync() => role.DisposeAsync();
}
