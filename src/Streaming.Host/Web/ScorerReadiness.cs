using Streaming.Scorer;

namespace Streaming.Host.Web;

/// <summary>Orders are being scored.</summary>
public sealed class ScorerReadiness(ScorerService scorer) : IReadinessCheck
{
    public string Name => "scorer";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(new ReadinessResult(scorer.IsScoring, scorer.State).WithWarnings(scorer.Warnings));
}
