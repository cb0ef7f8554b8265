using Streaming.Features.Predecessor;

namespace Streaming.Api.OnDemand;

/// <summary>Scores orders that somebody asks about, all of one question by one model and one state of the histories. Thread-safe.</summary>
public interface IOnDemandScores
{
    /// <exception cref="NotReadyException">No model yet, or the histories are being read.</exception>
    /// <exception cref="TooManyWaitingException">Too many ask.</exception>
    ValueTask<AskedScores> ScoreAsync(IReadOnlyList<AskedOrder> orders, CancellationToken cancellation);

    /// <summary>The same for an order of which only the predecessor's fields are known.</summary>
    /// <inheritdoc cref="ScoreAsync(IReadOnlyList{AskedOrder}, CancellationToken)"/>
    ValueTask<AskedScores> ScoreAsync(PredecessorBody body, CancellationToken cancellation);
}
