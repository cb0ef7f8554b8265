using Streaming.Models;

namespace Streaming.Host.Web;

/// <summary>A model serves.</summary>
public sealed class ModelReadiness(ModelSlot slot) : IReadinessCheck
{
    public string Name => "model";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation) => ValueTask.FromResult(slot.Current is { } served
        ? new ReadinessResult(true, $"{served.Model.Name} {served.Model.Version}, decision {served.DecisionNumber}")
        : new ReadinessResult(false, "waiting for a promotion"));
}
