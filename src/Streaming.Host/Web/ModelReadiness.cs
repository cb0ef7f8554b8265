using Streaming.Models;

namespace Streaming.Host.Web;

/// <summary>
/// A model serves. Names a decision that was refused or waits: what served before it goes on, so that is no reason not to be ready.
/// </summary>
public sealed class ModelReadiness(ModelSlot slot) : IReadinessCheck
{
    public string Name => "model";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(
            slot.Current is { } served
                ? new ReadinessResult(true, $"{served.Model.Name} {served.Model.Version}, decision {served.DecisionNumber}{Notice}")
                : new ReadinessResult(false, $"waiting for a promotion{Notice}")
        );

    private string Notice => slot.Notice is { } notice ? "; " + notice : "";
}
