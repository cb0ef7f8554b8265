using System.Collections.Concurrent;
using System.Security.Cryptography;
using Streaming.Web;

namespace Streaming.Host.Web;

/// <summary>All checks, asked side by side, each within a time limit: a hanging part makes the answer "not ready", never a hanging
/// answer.</summary>
/// <param name="checks">What is asked.</param>
/// <param name="timeLimit">For each of them.</param>
/// <param name="clock">Measures the limit.</param>
/// <param name="log">Told what a check threw, once for as long as it goes on.</param>
public sealed class Readiness(IReadOnlyList<IReadinessCheck> checks, TimeSpan timeLimit, TimeProvider clock, ILogger log)
{
    private readonly ConcurrentDictionary<string, (string Fault, string Id)> told = new();

    /// <summary>Every check's outcome, in their order.</summary>
    public async Task<IReadOnlyList<ReadinessOutcome>> AskAsync(CancellationToken cancellation) =>
        await Task.WhenAll(checks.Select(c => AskAsync(c, cancellation)));

    private async Task<ReadinessOutcome> AskAsync(IReadinessCheck check, CancellationToken cancellation)
    {
        try
        {
            // On the pool: a check that blocks its thread must not hold up the others, nor outlast the limit.
            var result = await Task.Run(() => check.CheckAsync(cancellation).AsTask(), cancellation)
                .WaitAsync(timeLimit, clock, cancellation);
            told.TryRemove(check.Name, out _);
            return new(check.Name, result.Ready, result.Detail);
        }
        catch (TimeoutException)
        {
            return new(check.Name, false, $"no answer within {timeLimit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var id = Tell(check.Name, e);
            return new(check.Name, false, $"{FailureReason.Of(e) ?? "the check failed"} (the log has more under {id})");
        }
    }

    /// <summary>Probes come every few seconds: the same failure is told once and keeps its id.</summary>
    private string Tell(string check, Exception failure)
    {
        var fault = $"{failure.GetType().Name}: {failure.Message}";
        if (told.TryGetValue(check, out var before) && before.Fault == fault)
            return before.Id;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        told[check] = (fault, id);
        log.LogWarning("Check {Check} failed, {Id}: {Fault}", check, id, fault);
        return id;
    }
}

/// <summary>One check in the body of /health/live or /health/ready.</summary>
public sealed record ReadinessOutcome(string Name, bool Ready, string Detail);
