namespace Streaming.Scorer.Transactions;

/// <summary>Where work that blocks runs beside the loop.</summary>
internal interface IBeside
{
    Task<TimeSpan> Start(Func<TimeSpan> work);

    /// <summary>True when the work has ended, well or ill, before so much time had passed.</summary>
    bool Wait(Task<TimeSpan> started, TimeSpan most);
}

/// <summary>A thread for each piece of work: one that never returns must not be missing in the pool.</summary>
internal sealed class OwnThread : IBeside
{
    public static readonly OwnThread Instance = new();

    public Task<TimeSpan> Start(Func<TimeSpan> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public bool Wait(Task<TimeSpan> started, TimeSpan most) => ((IAsyncResult)started).AsyncWaitHandle.WaitOne(most);
}
