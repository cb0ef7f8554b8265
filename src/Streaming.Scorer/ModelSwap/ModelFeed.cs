using Microsoft.Extensions.Logging;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.ModelSwap;

/// <summary>The model that a process answers with: the one of the scorer beside it, or the one that promotions name.</summary>
public sealed class ModelFeed : IDisposable
{
    private readonly PromotionFollower? follower;

    private ModelFeed(ModelSlot models, PromotionFollower? follower) => (Models, this.follower) = (models, follower);

    /// <summary>The model in service; empty until there is one.</summary>
    public ModelSlot Models { get; }

    /// <summary>The scorer in this process fills the slot.</summary>
    public static ModelFeed Beside(ModelSlot models) => new(models, null);

    /// <summary>Follows promotions with a client of its own.</summary>
    /// <param name="settings">Names the model, the topic and the instance, whose name must differ from every scorer's.</param>
    /// <param name="registry">Schemas of promotions.</param>
    /// <param name="source">Where models come from and which decisions are true.</param>
    /// <param name="metrics">Counts promotions.</param>
    /// <param name="log">What an operator reads.</param>
    public static ModelFeed Following(
        ScorerSettings settings,
        ISchemaRegistry registry,
        ModelSource source,
        ScorerMetrics metrics,
        ILogger log
    )
    {
        var models = new ModelSlot();
        return new(models, new PromotionFollower(settings, registry, models, source, metrics, log));
    }

    /// <summary>Follows until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (follower is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else
            await follower.RunAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Closes the client, if there is one.</summary>
    public void Dispose() => follower?.Dispose();
}
