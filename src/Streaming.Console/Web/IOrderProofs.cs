using Streaming.Console.Orders;
using Streaming.Contracts.Events;

namespace Streaming.Console.Web;

/// <summary>Recomputes published scores. Safe to use from any thread.</summary>
public interface IOrderProofs
{
    /// <summary>Recomputes a score from what it names and compares every value bit for bit.</summary>
    /// <param name="score">As published.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="isDeep">The feature vector too, from the artifact's histories and the events of the input topics: reads them
    /// all.</param>
    /// <param name="progress">Receives the number of records read, when deep.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    Task<OrderProof> ProveAsync(
        SatisfactionScored score,
        ScorePlace place,
        bool isDeep,
        IProgress<long> progress,
        CancellationToken cancellation
    );
}

/// <summary>How a proof ended.</summary>
/// <param name="IsEqual">True when every value is the same, false when one differs, null when nothing could be shown.</param>
/// <param name="Finding">The first difference, or why nothing could be shown, in words; empty when every value is the same.</param>
public sealed record OrderProof(bool? IsEqual, string Finding);
