using Microsoft.Extensions.Logging;
using Streaming.Audit;

namespace Streaming.Retraining.Runs.Leases;

/// <summary>The leases that this process acquires, renews and releases. Safe to use from any thread.</summary>
public sealed class RunLeases(LeaseTable table, TrainerSettings settings, TimeProvider clock, ILogger<RunLeases> log)
{
    /// <summary>Acquires a run for one of its stages, and renews the lease until the renewal is disposed.</summary>
    /// <returns>Null when another process has the lease, or the run is not active.</returns>
    internal async Task<LeaseRenewal?> AcquireAsync(string run, string stage, CancellationToken stop) =>
        await table.AcquireAsync(run, settings.Node, stage, stop).ConfigureAwait(false)
            ? new LeaseRenewal(table, run, settings.Node, clock, log, stop)
            : null;

    /// <summary>Releases the run for its next stage; waits for a database that is away.</summary>
    internal Task ReleaseAsync(string run, CancellationToken stop) =>
        DatabaseRetry.DuringOutageAsync(() => table.ReleaseAsync(run, settings.Node, stop), clock, stop);

    /// <summary>Releases the run if the database answers; otherwise the lease runs out.</summary>
    internal async Task TryReleaseAsync(string run)
    {
        try
        {
            await table.ReleaseAsync(run, settings.Node, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (DatabaseFailure.Is(fault))
        {
            log.LogWarning(
                "The lease of run {Run} could not be released: {Reason}; the run is resumed when it expires",
                run,
                fault.Message
            );
        }
    }

    /// <inheritdoc cref="LeaseTable.EndAsync"/>
    internal Task EndAsync(string run, CancellationToken cancellation) => table.EndAsync(run, cancellation);
}
