using Streaming.Audit;

namespace Streaming.Retraining.Runs;

/// <summary>How a run waits while the database fails; <see cref="DatabaseFailure"/> says what is the database's fault.</summary>
public static class DatabaseTrouble
{
    /// <summary>So long is trouble that is no outage borne before it fails what needs the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Does it again while the database is away, for as long as that lasts; other trouble of it, such as a disk that is full or a right
    /// that is missing, up to a limit. What may
    /// have been done by an attempt that was cut off must bear being done twice.
    /// </summary>
    /// <param name="cancellation">The work has to stop: somebody cancelled it, or another process has taken it over.</param>
    public static async Task<T> RideOutAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception trouble)
                when (DatabaseFailure.IsOutage(trouble) || (DatabaseFailure.Is(trouble) && clock.GetElapsedTime(since) < Patience))
            {
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does it again until the database takes it, without a limit.</summary>
    /// <exception cref="OperationCanceledException">The process has to stop.</exception>
    public static async Task<T> InsistAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception trouble) when (DatabaseFailure.Is(trouble))
            {
                await Task.Delay(Pause, clock, stop).ConfigureAwait(false);
            }
        }
    }
}
