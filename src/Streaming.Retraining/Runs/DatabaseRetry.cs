using Streaming.Audit;

namespace Streaming.Retraining.Runs;

/// <summary>How a run waits while the database fails; <see cref="DatabaseFailure"/> says which failures are the database's.</summary>
public static class DatabaseRetry
{
    /// <summary>How long a fault that is no outage is retried before it fails the work that needs the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Retries while the database is away, for as long as that lasts. Other faults of it, such as a full disk or a missing right, are
    /// retried up to a limit. The work must be safe to repeat, because an attempt that was cut off may have been done.
    /// </summary>
    /// <param name="cancellation">The work has to stop: somebody cancelled it, or another process has taken it over.</param>
    public static async Task<T> DuringOutageAsync<T>(Func<Task<T>> work, TimeProvider clock, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception fault)
                when (DatabaseFailure.IsOutage(fault) || (DatabaseFailure.Is(fault) && clock.GetElapsedTime(since) < Patience))
            {
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc cref="DuringOutageAsync{T}"/>
    public static Task DuringOutageAsync(Func<Task> work, TimeProvider clock, CancellationToken cancellation) =>
        DuringOutageAsync(
            async () =>
            {
                await work().ConfigureAwait(false);
                return true;
            },
            clock,
            cancellation
        );

    /// <summary>Retries every fault of the database, without a limit.</summary>
    /// <exception cref="OperationCanceledException">The process has to stop.</exception>
    public static async Task<T> UntilDoneAsync<T>(Func<Task<T>> work, TimeProvider clock, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception fault) when (DatabaseFailure.Is(fault))
            {
                await Task.Delay(Pause, clock, stop).ConfigureAwait(false);
            }
        }
    }
}
