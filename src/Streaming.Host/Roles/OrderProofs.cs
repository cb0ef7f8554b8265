using System.Globalization;
using Confluent.Kafka;
using Streaming.Console.Orders;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Replays.Proofs;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>For the pages: proves with the code of the command <c>prove</c>.</summary>
internal sealed class OrderProofs(ScorerSettings settings, ISchemaRegistry registry, ArtifactCache artifacts) : IOrderProofs
{
    /// <inheritdoc/>
    public async Task<OrderProof> ProveAsync(
        SatisfactionScored score,
        ScorePlace place,
        bool isDeep,
        IProgress<long> progress,
        CancellationToken cancellation
    )
    {
        var at = new TopicPartitionOffset(settings.NameOf(Topics.SatisfactionScored), place.Partition, place.Offset);
        var prover = new Prover(settings, registry, artifacts);
        var proofs = await prover.ProveAsync([new StoredDecision(score, at)], isDeep, progress, cancellation).ConfigureAwait(false);
        return proofs.Single() switch
        {
            { End: ProofEnd.Equal } => new OrderProof(true, ""),
            { End: ProofEnd.Different, First: { } first } => new OrderProof(
                false,
                string.Create(CultureInfo.InvariantCulture, $"{first.Name} is {first.Stored}, recomputed {first.Recomputed}")
            ),
            var unprovable => new OrderProof(null, unprovable.Why ?? "nothing was compared"),
        };
    }
}
