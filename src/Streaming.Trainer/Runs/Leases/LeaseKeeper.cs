using Streaming.Trainer.Stages;

namespace Streaming.Trainer.Runs.Leases;

/// <summary>Why the work on a run has to stop.</summary>
internal enum LeaseEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Somebody asked to cancel the run.</summary>
    CancelAsked,

    /// <summary>Another process holds the run, or it is over.</summary>
    Lost,

    /// <summary>The database has not answered for as long as a hold lasts: another process may work on the run by now.</summary>
    Unreachable,
}

/// <summary>Renews the hold on a run every second while a stage works, and stops the work when it must not go on.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable, IProgress<StageProgress>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly LeaseTable leases;
    private readonly string run;
    private readonly string node;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource work;
    private readonly CancellationTokenSource ending = new();
    private readonly Task keeping;
    private volatile StageProgress progress = new("", 0);

    public LeaseKeeper(LeaseTable leases, string run, string node, TimeProvider clock, CancellationToken stop)
    {
        (this.leases, this.run, this.node, this.clock) = (leases, run, node, clock);
        work = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = work.Token;
        keeping = KeepAsync();
    }

    /// <summary>Cancelled when the work has to stop, also when the process has to.</summary>
    public CancellationToken Token { get; }

    public LeaseEnd End { get; private set; }

    /// <summary>The last that was read of the lease; null before the first renewal.</summary>
    public RunLease? Lease { get; private set; }

    /// <summary>What the database said when it was last asked in vain.</summary>
    public Exception? Trouble { get; private set; }

    public StageProgress Progress => progress;

    public void Report(StageProgress value) => progress = value;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        ending.Dispose();
        work.Dispose();
    }

    private async Task KeepAsync()
    {
        var answered = clock.GetTimestamp();
        while (End == LeaseEnd.None && !ending.IsCancellationRequested)
        {
            try
            {
                Lease = await leases.RenewAsync(run, node, progress, ending.Token).ConfigureAwait(false);
                answered = clock.GetTimestamp();
                End = Lease is null ? LeaseEnd.Lost : Lease.CancelBy is null ? LeaseEnd.None : LeaseEnd.CancelAsked;
            }
            catch (Exception trouble) when (DatabaseTrouble.Is(trouble))
            {
                Trouble = trouble;
                if (clock.GetElapsedTime(answered) > LeaseTable.HoldTime) End = LeaseEnd.Unreachable;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (End != LeaseEnd.None) await work.CancelAsync().ConfigureAwait(false);
            else await Task.Delay(Period, clock, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
