namespace Streaming.Host.Web;

/// <summary>All checks, asked side by side, each within a time limit: a hanging part makes the answer "not ready", never a hanging answer.</summary>
public sealed class Readiness(IReadOnlyList<IReadinessCheck> checks, TimeSpan timeLimit, TimeProvider clock)
{
    /// <summary>Every check's outcome, in their order.</summary>
    public async Task<IReadOnlyList<ReadinessOutcome>> AskAsync(CancellationToken cancellation) => await Task.WhenAll(checks.Select(c => AskAsync(c, cancellation)));

    private async Task<ReadinessOutcome> AskAsync(IReadinessCheck check, CancellationToken cancellation)
    {
        try
        {
            // On the pool: a check that blocks its thread must not hold up the others, nor outlast the limit.
            var result = await Task.Run(() => check.CheckAsync(cancellation).AsTask(), cancellation).WaitAsync(timeLimit, clock, cancellation);
            return new(check.Name, result.Ready, result.Detail);
        }
        catch (TimeoutException)
        {
            return new(check.Name, false, $"no answer within {timeLimit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new(check.Name, false, e.Message);
        }
    }
}

/// <summary>One check in the body of /health/live or /health/ready.</summary>
public sealed record ReadinessOutcome(string Name, bool Ready, string Detail);
