using Streaming.Api.OnDemand;

namespace Streaming.Host.Web;

/// <summary>Questions are answered from histories that follow the topics.</summary>
public sealed class OnDemandReadiness(OnDemandService service) : IReadinessCheck
{
    public string Name => "api";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(
            new ReadinessResult(service.IsFollowing, service.IsFollowing ? "answering" : service.State).WithWarnings(service.Warnings)
        );
}
