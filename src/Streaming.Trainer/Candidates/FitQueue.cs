using System.Runtime.ExceptionServices;

namespace Streaming.Trainer.Candidates;

/// <summary>Fits, two at a time, in the order in which they were asked for. What a fit gives is its own, so that the order of finishing changes nothing.</summary>
internal sealed class FitQueue
{
    private const int AtOnce = 2;
    private readonly ConcurrentExclusiveSchedulerPair workers = new(TaskScheduler.Default, AtOnce);
    private readonly CancellationToken stopping;

    private FitQueue(CancellationToken stopping) => this.stopping = stopping;

    /// <summary>Runs all works side by side. On return nothing of them runs any more.</summary>
    /// <param name="works">Each asks for fits and waits for them; what it does itself takes no time.</param>
    /// <param name="cancellation">Begins no further fit and is passed to those that run.</param>
    /// <exception cref="OperationCanceledException">Cancelled. Any other exception of a work stops the others and comes as it is.</exception>
    public static void Run(IEnumerable<Func<FitQueue, Task>> works, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = new FitQueue(stop.Token);
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
        queue.workers.Complete();
        queue.workers.Completion.Wait(CancellationToken.None);
        first?.Throw();
    }

    /// <param name="fit">Takes the token that stops it.</param>
    public Task<T> Run<T>(Func<CancellationToken, T> fit) =>
        Task.Factory.StartNew(() => fit(stopping), stopping, TaskCreationOptions.DenyChildAttach, workers.ConcurrentScheduler);
}
