using Microsoft.Extensions.Logging;
using Streaming.Audit;

namespace Streaming.Retraining.Stages.Decision;

/// <summary>
/// Publishes decisions to scorers beside the work, again and again until it succeeds. A decision is never lost: it stands in the audit
/// trail, and every process with a role
/// compares the topic with it when it starts.
/// </summary>
public sealed class DecisionRelay(Func<CancellationToken, Task> publish, TimeProvider clock, ILogger<DecisionRelay> log) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock turn = new();
    private Task<bool> publishing = Task.FromResult(true);

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Begins to publish what is not published yet.</summary>
    public void Begin()
    {
        lock (turn)
        {
            var (before, stop) = (publishing, stopping.Token);
            publishing = Task.Run(async () => await before.ConfigureAwait(false) | await PublishAsync(stop).ConfigureAwait(false));
        }
    }

    /// <summary>Waits for what was begun.</summary>
    /// <returns>Whether all is published; false when that takes longer.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost)
    {
        await Task.WhenAny(publishing, Task.Delay(atMost, clock, stopping.Token)).ConfigureAwait(false);
        return publishing is { IsCompletedSuccessfully: true, Result: true };
    }

    /// <summary>Gives up what is not published; it is published by whoever starts next.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task<bool> PublishAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await publish(stop).ConfigureAwait(false);
                Fault = null;
                return true;
            }
            catch (Exception fault)
            {
                if (stop.IsCancellationRequested)
                    return false;
                Fault = fault.Message;
                log.LogWarning("A decision could not be published yet: {Reason}", fault.Message);
            }

            await Task.Delay(Pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
