using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Streaming.Models.Policy;

namespace Streaming.Training.Candidates;

/// <summary>Fits, two at a time, in the order in which they were asked for. What a fit gives is its own, so that the order of finishing
/// changes nothing.</summary>
/// <remarks>Threads of its own: the pool, whose threads wait for the fits, began the second one a second late.</remarks>
internal sealed class FitQueue
{
    private const int AtOnce = 2;
    private readonly BlockingCollection<Action> asked;
    private readonly CancellationToken stopping;

    private FitQueue(BlockingCollection<Action> asked, CancellationToken stopping) => (this.asked, this.stopping) = (asked, stopping);

    /// <summary>Runs all works side by side. On return nothing of them runs any more.</summary>
    /// <param name="works">Each asks for fits and waits for them; what it does itself takes no time.</param>
    /// <param name="cancellation">Begins no further fit and is passed to those that run.</param>
    /// <exception cref="OperationCanceledException">Cancelled. Any other exception of a work stops the others and comes as it
    /// is.</exception>
    public static void Run(IEnumerable<Func<FitQueue, Task>> works, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var asked = new BlockingCollection<Action>();
        var queue = new FitQueue(asked, stop.Token);
        Thread[] workers =
        [
            .. Enumerable.Range(1, AtOnce).Select(number => new Thread(queue.Work) { Name = $"fit {number}", IsBackground = true }),
        ];
        foreach (var worker in workers)
            worker.Start();
        ExceptionDispatchInfo? first = null;
        async Task Watch(Func<FitQueue, Task> work)
        {
            try
            {
                await work(queue).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(failure), null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        Task.WaitAll([.. works.Select(Watch)], CancellationToken.None);
        asked.CompleteAdding();
        foreach (var worker in workers)
            worker.Join();
        first?.Throw();
    }

    /// <param name="fit">Takes the token that stops it.</param>
    public Task<T> Run<T>(Func<CancellationToken, T> fit)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Add(() =>
        {
            try
            {
                stopping.ThrowIfCancellationRequested();
                result.SetResult(fit(stopping));
            }
            catch (OperationCanceledException cancelled)
            {
                result.SetCanceled(cancelled.CancellationToken);
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        });
        return result.Task;
    }

    private void Work()
    {
        foreach (var fit in asked.GetConsumingEnumerable())
            fit();
    }
}
