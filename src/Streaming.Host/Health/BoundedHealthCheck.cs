using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Web;

namespace Streaming.Host.Health;

/// <summary>
/// A check within a time limit: a part that hangs makes the answer "not ready", never an answer that hangs. The framework's own limit
/// cancels a check and then waits for it, and a native client that blocks its thread sees no cancellation.
/// </summary>
/// <param name="check">What is asked.</param>
/// <param name="timeLimit">For one answer.</param>
/// <param name="clock">Measures the limit.</param>
/// <param name="log">Gets what the check threw, once for as long as it goes on.</param>
internal sealed class BoundedHealthCheck(IHealthCheck check, TimeSpan timeLimit, TimeProvider clock, ILogger log) : IHealthCheck
{
    private volatile LoggedFault? logged;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // On the pool: a check that blocks its thread must not outlast the limit.
            var result = await Task.Run(() => check.CheckHealthAsync(context, cancellationToken), cancellationToken)
                .WaitAsync(timeLimit, clock, cancellationToken);
            logged = null;
            return result;
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy(FormattableString.Invariant($"no answer within {timeLimit.TotalSeconds:0.#} s"));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var id = Log(context.Registration.Name, e);
            return HealthCheckResult.Unhealthy($"{FailureReason.Of(e) ?? "the check failed"} (the log has more under {id})");
        }
    }

    /// <summary>Probes come every few seconds: the same failure is logged once and keeps its id.</summary>
    private string Log(string name, Exception failure)
    {
        var fault = $"{failure.GetType().Name}: {failure.Message}";
        if (logged is { } before && before.Fault == fault)
            return before.Id;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        logged = new(fault, id);
        log.LogWarning("Check {Check} failed, {Id}: {Fault}", name, id, fault);
        return id;
    }

    private sealed record LoggedFault(string Fault, string Id);
}
