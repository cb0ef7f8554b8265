using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer;
using Streaming.Scorer.Faults;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Replays.Proofs;

/// <summary>
/// Recomputes published decisions from what they name. By default from the stored vector: margin, probability, tier, action, reasons. Deep:
/// the vector too, from the
/// histories of the named artifact and the events of the input topics.
/// </summary>
public sealed class Prover(ScorerSettings settings, ISchemaRegistry registry, ArtifactCache artifacts)
{
    /// <summary>Events of the input topics that failed when a deep proof counted them.</summary>
    public LeftOutRecords LeftOut { get; } = new();

    /// <summary>Proves the decisions, in their order. One that fails is not provable; the others are proved.</summary>
    /// <param name="decisions">As <see cref="DecisionSearch"/> finds them.</param>
    /// <param name="deep">The vector too.</param>
    /// <param name="progress">Receives the number of input records read, when deep.</param>
    /// <param name="stop">Ends it without a result.</param>
    /// <exception cref="KafkaException">The input topics cannot be read.</exception>
    /// <exception cref="RegistryUnavailableException">The input topics cannot be decoded; may pass.</exception>
    public async Task<IReadOnlyList<DecisionProof>> ProveAsync(
        IReadOnlyList<StoredDecision> decisions,
        bool deep,
        IProgress<long>? progress,
        CancellationToken stop
    )
    {
        var proofs = new DecisionProof[decisions.Count];
        using var logs = deep && decisions.Count > 0 ? new InputLogs(settings, registry, progress, LeftOut) : null;
        foreach (var sameModel in Enumerable.Range(0, decisions.Count).GroupBy(i => decisions[i].Score.ModelSha256))
        {
            stop.ThrowIfCancellationRequested();
            var (model, why) = await LoadAsync(sameModel.Key, stop).ConfigureAwait(false);
            if (model is null)
            {
                foreach (var i in sameModel)
                    proofs[i] = new DecisionProof(decisions[i], ProofEnd.Unprovable, Why: why);
            }
            else if (logs is null)
            {
                foreach (var i in sameModel)
                    proofs[i] = Compare(decisions[i], model, null, null);
            }
            else
            {
                ProveDeep([.. sameModel], decisions, model, logs, proofs, stop);
            }
        }

        return proofs;
    }

    private void ProveDeep(
        List<int> sameModel,
        IReadOnlyList<StoredDecision> decisions,
        ServingModel model,
        InputLogs logs,
        DecisionProof[] proofs,
        CancellationToken stop
    )
    {
        if (LoadHistories(model, out var unreadable) is not { } histories)
        {
            foreach (var i in sameModel)
                proofs[i] = new DecisionProof(decisions[i], ProofEnd.Unprovable, Why: unreadable);
            return;
        }

        var found = new List<(int Index, OrderDelivered Order)>();
        foreach (var i in sameModel)
        {
            var (order, why) = logs.EventOf(decisions[i].Score);
            if (order is not null)
                found.Add((i, order));
            else
                proofs[i] = new DecisionProof(decisions[i], ProofEnd.Unprovable, Why: why);
        }

        if (found.Count == 0)
            return;
        var (vectors, missing) = logs.Vectors(model, histories, [.. found.Select(entry => entry.Order)], stop);
        for (var at = 0; at < found.Count; at++)
        {
            var decision = decisions[found[at].Index];
            proofs[found[at].Index] = vectors?[at].Vector is { } vector
                ? Compare(decision, model, found[at].Order, vector)
                : new DecisionProof(decision, ProofEnd.Unprovable, Why: missing ?? vectors?[at].Why);
        }
    }

    private DecisionProof Compare(StoredDecision decision, ServingModel model, OrderDelivered? order, float[]? vector)
    {
        try
        {
            var comparison = new DecisionComparison(decision.Score);
            if (order is not null)
                comparison.WithEvent(order, vector!);
            comparison.WithModel(model, settings.ReasonCount);
            return new DecisionProof(decision, comparison.First is null ? ProofEnd.Equal : ProofEnd.Different, comparison.First);
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected) || unexpected is ContractException)
        {
            return new DecisionProof(
                decision,
                ProofEnd.Unprovable,
                Why: $"it cannot be recomputed: {unexpected.GetType().Name}: {unexpected.Message}"
            );
        }
    }

    private static HistoryTable? LoadHistories(ServingModel model, out string? why)
    {
        try
        {
            why = null;
            return model.LoadHistories();
        }
        catch (ArtifactException unreadable)
        {
            why = $"artifact {model.Sha256}: {unreadable.Message}";
            return null;
        }
    }

    private async Task<(ServingModel? Model, string? Why)> LoadAsync(string sha256, CancellationToken stop)
    {
        try
        {
            var bytes = await artifacts.FindAsync(sha256, stop).ConfigureAwait(false);
            return bytes is null
                ? (null, $"the artifact is gone: {sha256} is neither in the cache nor in the audit store")
                : (ServingModel.Load(bytes, sha256), null);
        }
        catch (ArtifactException refused)
        {
            return (null, $"artifact {sha256} cannot be used by this program: {refused.Message}");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return (null, $"artifact {sha256} is not in the cache and could not be fetched: {fault.Message}");
        }
    }
}
