using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Web;

namespace Streaming.Console.Orders;

/// <summary>
/// Proofs that people ask this process for, beside the request: one that reads all events takes minutes. Each is an event in the trail. The
/// latest are kept for the pages. Thread-safe.
/// </summary>
public sealed class ProofRuns(
    AuditStore audit,
    TimeProvider clock,
    IHostApplicationLifetime process,
    ILogger<ProofRuns> log,
    IOrderProofs? proofs = null
) : IDisposable
{
    private const int MostKept = 100;

    /// <summary>Deep proofs read all events: one at a time.</summary>
    private readonly SemaphoreSlim deep = new(1, 1);

    private readonly Lock gate = new();
    private readonly LinkedList<ProofRun> kept = [];

    /// <summary>Whether this process can prove.</summary>
    public bool CanProve => proofs is not null;

    /// <summary>Proofs about an order, the latest first.</summary>
    public IReadOnlyList<ProofRun> OfOrder(string orderId)
    {
        lock (gate)
            return [.. kept.Where(run => run.OrderId == orderId).Reverse()];
    }

    /// <summary>Begins a proof. One of the same score and depth that runs already is not begun again.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CanProve"/> is false.</exception>
    public void Begin(SatisfactionScored score, ScorePlace place, bool isDeep, string by)
    {
        if (proofs is null)
            throw new InvalidOperationException("this process proves nothing");
        ProofRun run;
        lock (gate)
        {
            if (kept.Any(other => other.Ending is null && other.OrderId == score.OrderId && other.Place == place && other.IsDeep == isDeep))
                return;
            run = new ProofRun(score.OrderId, place, isDeep, by, clock.GetUtcNow());
            kept.AddLast(run);
            if (kept.Count > MostKept && kept.First!.Value.Ending is not null)
                kept.RemoveFirst();
        }

        _ = Task.Run(() => RunAsync(run, score, process.ApplicationStopping), CancellationToken.None);
    }

    public void Dispose() => deep.Dispose();

    private async Task RunAsync(ProofRun run, SatisfactionScored score, CancellationToken stop)
    {
        OrderProof? proof = null;
        string? trouble = null;
        try
        {
            proof = await ProveAsync(run, score, stop);
            await audit.Acts.RecordAsync(
                new DecisionProved(
                    run.OrderId,
                    new ProvedPlace(Topics.SatisfactionScored.Name, run.Place.Partition, run.Place.Offset),
                    score.ModelSha256,
                    run.IsDeep,
                    new ProofOutcome(
                        proof.IsEqual switch
                        {
                            true => ProofOutcome.Equal,
                            false => ProofOutcome.Different,
                            null => ProofOutcome.Unprovable,
                        },
                        proof.Finding
                    ),
                    run.By
                ),
                stop
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            trouble = "the process was stopped";
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.LogWarning(fault, "A proof of order {Order} failed", run.OrderId);
            trouble = FailureReason.Of(fault) ?? Kafka.Clients.KafkaReason.Of(fault) ?? "the log of this process has the reason";
        }

        run.End(new ProofEnding(proof, trouble, clock.GetUtcNow()));
    }

    private async Task<OrderProof> ProveAsync(ProofRun run, SatisfactionScored score, CancellationToken stop)
    {
        if (!run.IsDeep)
            return await proofs!.ProveAsync(score, run.Place, isDeep: false, run, stop);
        await deep.WaitAsync(stop);
        try
        {
            return await proofs!.ProveAsync(score, run.Place, isDeep: true, run, stop);
        }
        finally
        {
            deep.Release();
        }
    }
}
