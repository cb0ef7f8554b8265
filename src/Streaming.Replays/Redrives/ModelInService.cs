using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;

namespace Streaming.Replays.Redrives;

/// <summary>The model that scorers serve now, for a job that scores once.</summary>
internal sealed class ModelInService(
    ScorerSettings settings,
    ISchemaRegistry registry,
    ModelSource source,
    ScorerMetrics metrics,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <exception cref="RedriveFailedException">No promotion, its artifact was refused, or it cannot be fetched in time.</exception>
    public async Task<ServedModel> FindAsync(CancellationToken stop)
    {
        var slot = new ModelSlot();
        using var follower = new PromotionFollower(settings, registry, slot, source, metrics, log);
        using var found = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var following = Task.Run(() => follower.RunAsync(found.Token), CancellationToken.None);
        var started = time.GetTimestamp();
        while (slot.Current is null && !follower.HasDecided && !following.IsCompleted && time.GetElapsedTime(started) < Patience)
            await Task.Delay(LookAgain, time, stop).ConfigureAwait(false);
        var hasDecided = follower.HasDecided;
        await found.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(false);
        return slot.Current
            ?? throw new RedriveFailedException(
                hasDecided
                    ? $"no model is in service: topic {settings.NameOf(Topics.ModelPromotions)} holds no promotion of "
                        + $"'{settings.ModelName}' that can be used{(slot.Notice is { } why ? ": " + why : "")}"
                    : $"the model in service of '{settings.ModelName}' could not be fetched within {Patience.TotalSeconds:0} "
                        + $"s{(slot.Notice is { } waits ? ": " + waits : "")}"
            );
    }
}
