using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs.Leases;

/// <summary>Why the work on a run has to stop.</summary>
internal enum LeaseEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Somebody asked to cancel the run.</summary>
    CancelRequested,

    /// <summary>Another process has the lease, or the run is over.</summary>
    Lost,
}

/// <summary>
/// Renews the lease of a run every second while a stage works, and stops the work when it must not go on. A database that does not answer
/// stops nothing: as long as it is away, nobody can take the run over or record anything. Its first answer shows whether somebody did, and
/// every append of a stage asks in its own transaction.
/// </summary>
internal sealed class LeaseRenewal : IAsyncDisposable, IProgress<StageProgress>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>So long may one renewal take, connecting included: one that hangs must not keep the next from being tried.</summary>
    private static readonly TimeSpan RenewalTime = TimeSpan.FromSeconds(4);

    private readonly LeaseTable leases;
    private readonly string run;
    private readonly string node;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly CancellationTokenSource work;
    private readonly CancellationTokenSource ending = new();
    private readonly Task renewing;
    private volatile StageProgress progress = new("", 0);

    public LeaseRenewal(LeaseTable leases, string run, string node, TimeProvider clock, ILogger log, CancellationToken stop)
    {
        (this.leases, this.run, this.node, this.clock, this.log) = (leases, run, node, clock, log);
        work = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = work.Token;
        renewing = RunAsync();
    }

    /// <summary>Cancelled when the work has to stop, also when the process has to.</summary>
    public CancellationToken Token { get; }

    public LeaseEnd End { get; private set; }

    /// <summary>The last that was read of the lease; null before the first renewal.</summary>
    public RunLease? Lease { get; private set; }

    public StageProgress Progress => progress;

    public void Report(StageProgress value) => progress = value;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
        ending.Dispose();
        work.Dispose();
    }

    private async Task RunAsync()
    {
        // when the lease was last known to be ours: counted from before the question, since the database's lease begins no sooner
        var renewed = clock.GetTimestamp();
        var isWarned = false;
        while (End == LeaseEnd.None && !ending.IsCancellationRequested)
        {
            var asked = clock.GetTimestamp();
            try
            {
                Lease = await RenewAsync().ConfigureAwait(false);
                if (isWarned)
                    log.LogInformation(
                        "Run {Run}: the database answers again after {Seconds:0} s, {State}",
                        run,
                        clock.GetElapsedTime(renewed).TotalSeconds,
                        Lease is null ? "and another process has taken the run over" : "and the run is still ours"
                    );
                (renewed, isWarned) = (asked, false);
                End =
                    Lease is null ? LeaseEnd.Lost
                    : Lease.CancelBy is null ? LeaseEnd.None
                    : LeaseEnd.CancelRequested;
            }
            catch (Exception) when (ending.IsCancellationRequested)
            {
                return; // the work is done
            }
            catch (Exception fault) // of whatever kind: a lease that is no longer renewed would be taken over silently
            {
                if (!isWarned && clock.GetElapsedTime(renewed) > LeaseTable.Duration)
                {
                    log.LogWarning(
                        "Run {Run}: its lease could not be renewed for {Seconds:0} s; the stage goes on and is given up if another "
                            + "process has taken it over: {Reason}",
                        run,
                        clock.GetElapsedTime(renewed).TotalSeconds,
                        fault.Message
                    );
                    isWarned = true;
                }
            }

            if (End != LeaseEnd.None)
                await work.CancelAsync().ConfigureAwait(false);
            else
                await Task.Delay(Period, clock, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <exception cref="TimeoutException">No answer in time, wherever it hangs.</exception>
    private async Task<RunLease?> RenewAsync()
    {
        using var patience = new CancellationTokenSource(RenewalTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ending.Token);
        var renewal = leases.RenewAsync(run, node, progress, either.Token);
        try
        {
            return await renewal.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested && !ending.IsCancellationRequested)
        {
            _ = renewal.ContinueWith(
                left => left.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            ); // seen, so that it ends quietly
            throw new TimeoutException($"no answer within {RenewalTime.TotalSeconds} s", late);
        }
    }
}
